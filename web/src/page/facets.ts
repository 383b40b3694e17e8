/** Facets: which rows a choice leaves, and how many each value would leave. Pure: rows and choices in, answers out. */

import { fold, hasWords } from "../shared/fold.ts";

/** A row: an identity (empty: itself alone), the words it has under each facet, its folded text. */
export type Row = { readonly id: string; readonly facets: Readonly<Record<string, readonly string[]>>; readonly text: string };
/** What is chosen: values under each facet (none: all), a question, and which rows something else hides. */
export type Choice = { readonly facets: Readonly<Record<string, readonly string[]>>; readonly q: string };

/** Return whether a row is left by a choice; `except` is a facet that does not count. */
export function matches(row: Row, choice: Choice, except?: string): boolean {
  for (const [facet, values] of Object.entries(choice.facets)) {
    if (facet === except || !values.length) continue;
    if (!values.some((value) => row.facets[facet]?.includes(value))) return false;
  }
  return !choice.q || hasWords(row.text, choice.q);
}

/** Return how many things a choice leaves. */
export function total(rows: readonly Row[], choice: Choice): number {
  return things(rows.filter((row) => matches(row, choice)));
}

/** Return how many things each value of some facets (`"level:province"`) would leave, given the other facets. */
export function counts(rows: readonly Row[], choice: Choice, wanted: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  const left = new Map<string, Row[]>();
  for (const key of wanted) {
    const cut = key.indexOf(":");
    const [facet, value] = [key.slice(0, cut), key.slice(cut + 1)];
    if (!left.has(facet)) left.set(facet, rows.filter((row) => matches(row, choice, facet)));
    found.set(key, things((left.get(facet) ?? []).filter((row) => !value || row.facets[facet]?.includes(value))));
  }
  return found;
}

function things(rows: readonly Row[]): number {
  return new Set(rows.map((row) => row.id || row)).size;
}

/** Return the row of an element's data attributes. */
export function rowOf(data: Readonly<Record<string, string | undefined>>, names: readonly string[], text: string): Row {
  const facets: Record<string, string[]> = {};
  for (const name of names) facets[name] = (data[camel(name)] ?? "").split(/\s+/).filter(Boolean);
  return { id: data["row"] ?? "", facets, text: data["text"] === undefined ? fold(text) : fold(data["text"]) };
}

/** Return the name of a data attribute as scripts see it: `top-level` is `topLevel`. */
export function camel(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
