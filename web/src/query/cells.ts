/** Cells of a table of results: names with links, dates and numbers as they are, languages marked. */

import { el } from "../shared/dom.ts";
import { pageOf } from "../shared/href.ts";
import type { Labels } from "./labels.ts";
import { type Cell, isNumber, type Term } from "./term.ts";

export type Site = { readonly root: string; readonly lang: "vi" | "en" };

/** Return what a cell reads as: a thing by its name. */
export function read(cell: Cell, labels: Labels): string {
  if (!cell) return "";
  return cell.type === "uri" ? (labels.of(cell.value) ?? short(cell.value)) : cell.value;
}

/** Return the cell of a table; `name` is a cell that names it. */
export function shown(cell: Cell, name: Cell, labels: Labels, site: Site): HTMLTableCellElement {
  if (!cell) return el("td", {}, name ? name.value : "");
  if (cell.type === "uri") return el("td", {}, link(cell, name?.value ?? read(cell, labels), site));
  const number = isNumber(cell);
  return el("td", { class: number ? "number" : /^\S{1,12}$/.test(cell.value) ? "brief" : null, lang: cell.lang ?? null }, cell.value);
}

function link(term: Term, text: string, site: Site): Node | string {
  const href = pageOf(term.value, site.root, site.lang);
  return href ? el("a", { href, title: term.value }, text) : text;
}

/** Return the end of an IRI, which tells most of it. */
export function short(iri: string): string {
  const cut = /^https?:\/\/w3id\.org\/vngov\/(?:id\/|code\/|eli\/vn\/)?(.+)$/.exec(iri) ?? /^.*[/#]([^/#]+)[/#]?$/.exec(iri);
  return cut?.[1] ?? iri;
}
