/** Search: who answers a question, the server or Pagefind, in one form. */

import { json } from "../shared/dom.ts";
import { safe } from "../shared/href.ts";

/** One answer: what it is called, where it is, and what readers see beside it. */
export type Found = { label: string; href: string; kind: string; note: string };
export type Ask = (q: string, most: number) => Promise<Found[]>;

type Pagefind = {
  options(given: Record<string, unknown>): Promise<void>;
  search(q: string): Promise<{ results: { data(): Promise<Hit> }[] }>;
};
type Hit = { url: string; meta?: Record<string, string>; plain_excerpt?: string };

/** Return who answers, by the attributes of an element, or `undefined`. */
export function answerer(data: DOMStringMap): Ask | undefined {
  if (data["pagefind"]) return byPagefind(new URL(data["pagefind"], document.baseURI).href);
  if (data["src"]) return byServer(new URL(data["src"], document.baseURI).href);
  return undefined;
}

function byServer(address: string): Ask {
  let last: AbortController | undefined;
  return async (q, most) => {
    last?.abort();
    last = new AbortController();
    const url = new URL(address);
    url.searchParams.set("q", q);
    return read(await json(url.href, last.signal), url.href).slice(0, most);
  };
}

function byPagefind(address: string): Ask {
  let loaded: Promise<Pagefind> | undefined;
  return async (q, most) => {
    loaded ??= import(/* @vite-ignore */ address) as Promise<Pagefind>;
    const found = await (await loaded).search(q);
    const pages = await Promise.all(found.results.slice(0, most).map((r) => r.data()));
    return pages.map((page) => ({
      label: page.meta?.["title"] ?? page.url,
      href: safe(page.url, address) ?? "",
      kind: page.meta?.["kind"] ?? "",
      note: page.plain_excerpt ?? "",
    }));
  };
}

/** Return the answers of a server's JSON; what is not of their form is left out. */
export function read(answer: unknown, base: string): Found[] {
  const items = (answer as { items?: unknown })?.items;
  if (!Array.isArray(items)) return [];
  return items.flatMap((item: unknown) => {
    const given = item as Record<string, unknown> | null;
    const href = typeof given?.["href"] === "string" ? safe(given["href"], base) : undefined;
    if (!href || typeof given?.["label"] !== "string") return [];
    return [{ label: given["label"], href, kind: String(given["kind"] ?? ""), note: String(given["note"] ?? "") }];
  });
}
