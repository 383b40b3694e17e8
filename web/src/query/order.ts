/** The order and the shape of a table of results. */

import { type Cell, isNumber } from "./term.ts";

type Rows = readonly (readonly Cell[])[];

/** Return rows sorted by a column: numbers by size, else by what is read; empty cells last either way. */
export function sorted<R extends readonly Cell[]>(
  rows: readonly R[],
  column: number,
  down: boolean,
  read: (cell: Cell) => string,
): R[] {
  const collator = new Intl.Collator("vi", { numeric: true });
  const numeric = rows.every((row) => !row[column] || isNumber(row[column]));
  const keyed = rows.map((row) => ({ row, cell: row[column], text: read(row[column]) }));
  keyed.sort((a, b) => {
    if (!a.cell || !b.cell) return Number(!a.cell) - Number(!b.cell);
    const order = numeric ? Number(a.cell.value) - Number(b.cell.value) : collator.compare(a.text, b.text);
    return down ? -order : order;
  });
  return keyed.map(({ row }) => row);
}

/** Return each column with the one that names it (`seat` with `seat_label` or `seatLabel`), or `undefined`. */
export function paired(columns: readonly string[]): { at: number; name: string; label: number | undefined }[] {
  const names = columns.map((name) => ({ name, label: columns.findIndex((c) => c === `${name}_label` || c === `${name}Label`) }));
  const taken = new Set(names.map(({ label }) => label).filter((at) => at >= 0));
  return names.flatMap(({ name, label }, at) => (taken.has(at) ? [] : [{ at, name, label: label >= 0 ? label : undefined }]));
}

/** Return the columns that hold numbers only, and at least one. */
export function numbers(columns: readonly string[], rows: Rows): number[] {
  return columns.flatMap((_, at) => (rows.some((r) => r[at]) && rows.every((r) => !r[at] || isNumber(r[at])) ? [at] : []));
}

/** Return the first two columns that hold IRIs only, if there are two; codes only where there are no things. */
export function links(columns: readonly string[], rows: Rows): [number, number] | undefined {
  const all = columns.flatMap((_, at) => (rows.length && rows.every((r) => r[at]?.type === "uri") ? [at] : []));
  const things = all.filter((at) => !rows[0]?.[at]?.value.includes("/vngov/code/"));
  const [a, b] = things.length > 1 ? things : all;
  return a !== undefined && b !== undefined ? [a, b] : undefined;
}
