/** Days of the slider, and links that carry a day. */

import { day } from "../shared/dates.ts";

/** Return the days a slider stops at: those given as a JSON list, else the last day of each year of a span. */
export function stops(list: string | undefined, first: string, last: string): string[] {
  if (list) {
    const given: unknown = JSON.parse(list);
    const days = Array.isArray(given) ? given.map((d) => day(String(d))).filter(Boolean) : [];
    return [...new Set(days)].sort();
  }
  const [from, to] = [Number(first), Number(last)];
  if (!(from > 0 && to >= from && to < 10_000)) return [];
  return Array.from({ length: to - from + 1 }, (_, i) => `${String(from + i).padStart(4, "0")}-12-31`);
}

/** Return a link to a page of the site with this day in it, or `undefined` if it is no such link or has it already. */
export function withDay(href: string, on: string, origin: string): string | undefined {
  let url: URL;
  try {
    url = new URL(href);
  } catch {
    return undefined;
  }
  if (url.origin !== origin || !/(?:\.html|\/)$/.test(url.pathname)) return undefined;
  if (on) url.searchParams.set("on", on);
  else url.searchParams.delete("on");
  return url.href === href ? undefined : url.href;
}
