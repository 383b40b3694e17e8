/** Addresses: which may become links, and where the project's own things have their pages. */

export const BASE = "https://w3id.org/vngov/";
const LOCAL = /^(?:id|eli|code|graph|query)(?:\/[A-Za-z0-9][A-Za-z0-9.~_-]*)+$/;
const WEB = /^https?:\/\/[^\s"'<>\\^`{|}]+$/;

/** Return an address that may be a link (http, https, or relative to `base`), or `undefined`. */
export function safe(href: string | null | undefined, base: string): string | undefined {
  if (!href) return undefined;
  try {
    const url = new URL(href, base);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** Return where a thing is shown: the page of one of ours below the site's root, else its own web address. */
export function pageOf(iri: string, root: string, lang: string): string | undefined {
  const path = iri.startsWith(BASE) ? iri.slice(BASE.length) : "";
  if (LOCAL.test(path) && !path.includes("..")) return `${root}${lang}/${path}.html`;
  return WEB.test(iri) ? iri : undefined;
}
