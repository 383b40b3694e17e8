/** CSV (RFC 4180) that a spreadsheet opens without running anything. */

const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^[+-]?\d+(?:[.,]\d+)?$/;

/** Return a cell: quoted where needed; what a spreadsheet would take for a formula gets a leading apostrophe. */
export function cell(value: string): string {
  const tame = FORMULA.test(value) && !NUMBER.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
}

/** Return rows as CSV in UTF-8 with its mark, so that a spreadsheet reads Vietnamese. */
export function csv(rows: readonly (readonly string[])[]): string {
  return "\uFEFF" + rows.map((row) => row.map(cell).join(",") + "\r\n").join("");
}
