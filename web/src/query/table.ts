/** A table of results: paged, sortable, with names instead of IRIs as soon as they are known. */

import { button, el } from "../shared/dom.ts";
import { count, say } from "../shared/words.ts";
import { read, shown, type Site } from "./cells.ts";
import type { Labels } from "./labels.ts";
import { numbers, paired, sorted } from "./order.ts";
import type { Cell } from "./term.ts";

const PAGE = 50;

/** Return an element that shows rows; names come later by `labels`. */
export function tableOf(
  columns: readonly string[],
  all: readonly (readonly Cell[])[],
  labels: Labels,
  site: Site,
  signal: AbortSignal,
): HTMLElement {
  const host = el("div", { class: "result-table" });
  const pairs = paired(columns);
  const numeric = numbers(columns, all);
  let rows = [...all];
  let page = 0;
  let by: { column: number; down: boolean } | undefined;

  const part = (): (readonly Cell[])[] => rows.slice(page * PAGE, (page + 1) * PAGE);
  const named = async (some: readonly (readonly Cell[])[]): Promise<void> =>
    labels.load(some.flat().flatMap((cell) => (cell?.type === "uri" ? [cell.value] : [])), signal);
  const sort = async (column: number): Promise<void> => {
    by = { column, down: by?.column === column && !by.down };
    const at = pairs.find((p) => p.at === column)?.label ?? column;
    await named(all.map((row) => [row[at]]));
    rows = sorted(all, at, by.down, (cell) => read(cell, labels));
    page = 0;
    await show();
    host.querySelectorAll<HTMLButtonElement>("thead button")[pairs.findIndex((p) => p.at === column)]?.focus();
  };
  const turn = (to: number): void => {
    page = to;
    void show();
  };
  const show = async (): Promise<void> => {
    draw();
    await named(part());
    if (!signal.aborted) draw();
  };
  const draw = (): void => {
    const heads = pairs.map(({ at, name }) =>
      el(
        "th",
        { scope: "col", class: numeric.includes(at) ? "number" : null, "aria-sort": by?.column === at ? (by.down ? "descending" : "ascending") : null },
        button(name, () => void sort(at), { class: "sort", title: say("sort", { c: name }) }),
      ),
    );
    const lines = part().map((row) =>
      el("tr", {}, ...pairs.map(({ at, label }) => shown(row[at], label === undefined ? undefined : row[label], labels, site))),
    );
    const table = el("table", {}, el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...lines));
    const scroll = el("div", { class: "table", tabindex: 0, role: "region", "aria-label": say("table") }, table);
    host.replaceChildren(scroll, ...pager(page, rows.length, turn));
  };
  void show();
  return host;
}

function pager(page: number, rows: number, turn: (to: number) => void): HTMLElement[] {
  const pages = Math.ceil(rows / PAGE);
  if (pages < 2) return [];
  const step = (text: string, to: number): HTMLButtonElement => {
    const made = button(text, () => turn(to));
    made.disabled = to < 0 || to >= pages;
    return made;
  };
  return [
    el(
      "p",
      { class: "pager" },
      step(say("previous"), page - 1),
      el("span", {}, say("page_of", { n: count(page + 1), m: count(pages) })),
      step(say("next"), page + 1),
    ),
  ];
}
