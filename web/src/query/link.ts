/** The link to a query: the example and its values where that says it all, else the text itself. */

const LONG = 1500;

export type Asked = { readonly example: string; readonly query: string; readonly values: Readonly<Record<string, string>> };

/** Return what an address asks for. */
export function askedBy(address: URL): Asked {
  const given = address.searchParams;
  const hash = new URLSearchParams(address.hash.slice(1));
  const values = Object.fromEntries([...given, ...hash].flatMap(([k, v]) => (k.startsWith("p.") ? [[k.slice(2), v]] : [])));
  return { example: given.get("example") ?? "", query: hash.get("query") ?? given.get("query") ?? "", values };
}

/** Return the address that asks for this; a long query goes behind `#`, which no server has to read. */
export function linkTo(page: URL, asked: Asked): URL {
  const url = new URL(page);
  for (const name of [...url.searchParams.keys()])
    if (name === "example" || name === "query" || name.startsWith("p.")) url.searchParams.delete(name);
  url.hash = "";
  if (asked.example) url.searchParams.set("example", asked.example);
  for (const [name, value] of Object.entries(asked.values)) url.searchParams.set(`p.${name}`, value);
  if (!asked.example && asked.query.length <= LONG) url.searchParams.set("query", asked.query);
  else if (!asked.example) url.hash = new URLSearchParams({ query: asked.query }).toString();
  return url;
}
