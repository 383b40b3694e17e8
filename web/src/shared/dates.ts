/** Days and periods as precise as their sources: `2021`, `2021-03`, `2021-03-01`. */

/** Return whether a day falls in a period; bounds are inclusive prefixes, an open bound excludes nothing. */
export function validOn(from: string | undefined, to: string | undefined, on: string): boolean {
  if (!on) return true;
  return !(from && on.slice(0, from.length) < from) && !(to && on.slice(0, to.length) > to);
}

/** Return a text as a day (`2021-03-01`) if it is one of the calendar, else the empty text. */
export function day(text: string | null | undefined): string {
  if (!text || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return "";
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : "";
}

/** Return a day as readers of a language write it. */
export function written(on: string, lang: string): string {
  const [year, month, date] = on.split("-");
  if (lang === "vi") return `${Number(date)}/${Number(month)}/${year}`;
  const name = new Intl.DateTimeFormat("en-GB", { month: "long", timeZone: "UTC" }).format(new Date(`${on}T00:00:00Z`));
  return `${Number(date)} ${name} ${year}`;
}
