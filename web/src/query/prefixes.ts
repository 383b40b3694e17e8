/** Prefixes of a query: which it uses, which it lacks, and where a missing one goes. */

/** Return a query without its comments, strings and IRIs, each made blank, so that positions stay. */
export function bare(text: string): string {
  return text.replace(
    /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>\s"{}|\\^`]*>|#[^\n]*/g,
    (found) => found.replace(/[^\n]/g, " "),
  );
}

/** Return the prefixes that a query declares. */
export function declared(text: string): Set<string> {
  return new Set([...bare(text).matchAll(/\bPREFIX\s+([A-Za-z][\w.-]*)?:/gi)].map((m) => m[1] ?? ""));
}

/** Return the known prefixes that a query uses and does not declare, in order of use. */
export function missing(text: string, known: Readonly<Record<string, string>>): string[] {
  const has = declared(text);
  const used = [...bare(text).matchAll(/(?<![\w?$@:.-])([A-Za-z][\w-]*):/g)].map((m) => m[1] ?? "");
  return [...new Set(used)].filter((prefix) => !has.has(prefix) && Object.hasOwn(known, prefix));
}

/** Return where a declaration goes: after the last one, else after the comments at the head. */
export function placeOf(text: string): number {
  const blank = bare(text);
  let at = 0;
  for (const m of blank.matchAll(/^[ \t]*(?:PREFIX\s+[\w.-]*:|BASE\b)[^\n]*(?:\n|$)/gim)) at = m.index + m[0].length;
  if (at) return at;
  const head = /^(?:[ \t]*(?:#[^\n]*)?\n)*/.exec(text)?.[0] ?? "";
  return head.length;
}

/** Return the lines that declare some prefixes. */
export function lines(prefixes: readonly string[], known: Readonly<Record<string, string>>): string {
  return prefixes.map((prefix) => `PREFIX ${prefix}: <${known[prefix]}>\n`).join("");
}

/** Return the shortest way to write an IRI: a prefixed name and its prefix, else the IRI in brackets. */
export function shortened(iri: string, known: Readonly<Record<string, string>>): { text: string; prefix?: string } {
  let best = "";
  for (const [prefix, namespace] of Object.entries(known))
    if (iri.startsWith(namespace) && namespace.length > (known[best]?.length ?? 0)) best = prefix;
  const local = best ? iri.slice(known[best]?.length) : "";
  return /^[A-Za-z_][\w-]*$/.test(local) ? { text: `${best}:${local}`, prefix: best } : { text: `<${iri}>` };
}
