/** Rows of the page as data: the cells of a table by its headings, else the data attributes of each row. */

import { csv } from "../shared/csv.ts";

type Fields = Record<string, string>;

/** Return elements as records: those of tables where there are any, else what their data attributes say. */
export function records(elements: readonly HTMLElement[]): Fields[] {
  const inTables = elements.filter((e): e is HTMLTableRowElement => e instanceof HTMLTableRowElement);
  return inTables.length ? inTables.map(ofTable) : elements.map(ofData);
}

function ofTable(row: HTMLTableRowElement): Fields {
  const made: Fields = {};
  const heads = [...(row.closest("table")?.tHead?.rows[0]?.cells ?? [])];
  [...row.cells].forEach((cell, index) => {
    const head = heads[index];
    const key = head?.dataset["column"] ?? text(head) ?? String(index + 1);
    if (key) made[key] = cell.dataset["value"] ?? text(cell);
  });
  const link = row.querySelector<HTMLAnchorElement>("a[href]");
  if (link) made["page"] = link.href;
  return made;
}

function ofData(element: HTMLElement): Fields {
  const made: Fields = { text: text(element) };
  for (const [name, value] of Object.entries(element.dataset))
    if (value !== undefined && !["hiddenBy", "text", "attached"].includes(name)) made[name === "row" ? "id" : name] = value;
  const link = element.querySelector<HTMLAnchorElement>("a[href]");
  if (link) made["page"] = link.href;
  return made;
}

/** Return what an element says, without the buttons of its sources. */
function text(element: Element | undefined): string {
  if (!element) return "";
  const copy = element.cloneNode(true) as Element;
  for (const button of copy.querySelectorAll("button, [popover]")) button.remove();
  return (copy.textContent ?? "").replace(/\s+/g, " ").trim();
}

/** Return rows as CSV with a line of headings. */
export function asCsv(elements: readonly HTMLElement[]): string {
  const made = records(elements);
  const keys = [...new Set(made.flatMap((record) => Object.keys(record)))];
  return csv([keys, ...made.map((record) => keys.map((key) => record[key] ?? ""))]);
}

/** Return rows as a JSON list of objects. */
export function asJson(elements: readonly HTMLElement[]): string {
  return JSON.stringify(records(elements), null, 2) + "\n";
}
