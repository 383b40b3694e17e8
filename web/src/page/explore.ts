/**
 * Filters over rows that the server rendered in full.
 *
 * `<form data-island="explore">` with checkboxes, radio buttons and selects whose names are facets, and
 * `<input type="search" name="q">`; rows are `[data-row]` with `data-<facet>="word word"` and `data-text`. Counts go into
 * `<output data-count-of="facet:value">` and `<output data-count>`; `[data-none]` shows when nothing is left;
 * `name="view"` switches `[data-view]` sections; `<button data-export="csv|json" data-file="name">` exports what is
 * shown. `data-rows="selector"` restricts the rows. State is in the address, under the names a form would send.
 */

import { asked, remember } from "../shared/address.ts";
import { attach, offer } from "../shared/dom.ts";
import { hide, takeOver } from "../shared/hide.ts";
import { count } from "../shared/words.ts";
import { type Choice, counts, matches, type Row, rowOf, total } from "./facets.ts";
import { asCsv, asJson } from "./rows.ts";

type Control = HTMLInputElement | HTMLSelectElement;
type Shown = { element: HTMLElement; row: Row };

function controls(form: HTMLFormElement): Control[] {
  return [...form.elements].filter(
    (e): e is Control =>
      (e instanceof HTMLInputElement || e instanceof HTMLSelectElement) && e.name !== "" && e.type !== "hidden",
  );
}

function choiceOf(form: HTMLFormElement, facets: readonly string[]): Choice {
  const data = new FormData(form);
  const chosen: Record<string, string[]> = {};
  for (const facet of facets) chosen[facet] = data.getAll(facet).map(String).filter(Boolean);
  return { facets: chosen, q: String(data.get("q") ?? "").trim() };
}

function restore(form: HTMLFormElement): void {
  const given = asked();
  for (const control of controls(form)) {
    if (!given.has(control.name)) continue;
    const values = given.getAll(control.name);
    if (control instanceof HTMLSelectElement)
      for (const option of control.options) option.selected = values.includes(option.value);
    else if (control.type === "checkbox" || control.type === "radio") control.checked = values.includes(control.value);
    else control.value = values[0] ?? "";
  }
}

function switchViews(view: string): void {
  for (const section of document.querySelectorAll<HTMLElement>("[data-view]"))
    hide(section, "view", view !== "" && section.dataset["view"] !== view);
  document.dispatchEvent(new CustomEvent("vngov:view", { detail: { view } }));
}

function start(form: HTMLFormElement): void {
  const names = [...new Set(controls(form).map((c) => c.name))];
  const facets = names.filter((name) => name !== "q" && name !== "view" && name !== "on");
  const shown: Shown[] = [...document.querySelectorAll<HTMLElement>(form.dataset["rows"] ?? "[data-row]")].map(
    (element) => ({ element, row: rowOf(element.dataset, facets, element.textContent ?? "") }),
  );
  const outputs = [...document.querySelectorAll<HTMLOutputElement>("output[data-count-of]")];
  const restores = !asked().get("on");

  const valid = (): Row[] =>
    shown.filter(({ element }) => !/asof|server/.test(element.dataset["hiddenBy"] ?? "")).map(({ row }) => row);
  const recount = (choice: Choice): void => {
    const rows = valid();
    const found = counts(rows, choice, outputs.map((o) => o.dataset["countOf"] ?? ""));
    for (const output of outputs) output.value = count(found.get(output.dataset["countOf"] ?? "") ?? 0);
    const left = total(rows, choice);
    for (const output of document.querySelectorAll<HTMLOutputElement>("output[data-count]")) output.value = count(left);
    for (const none of document.querySelectorAll<HTMLElement>("[data-none]")) none.hidden = left > 0;
  };
  const update = (): void => {
    const choice = choiceOf(form, facets);
    for (const { element, row } of shown) {
      if (restores) takeOver(element);
      hide(element, "explore", !matches(row, choice));
    }
    recount(choice);
    const view = String(new FormData(form).get("view") ?? "");
    if (names.includes("view")) switchViews(view);
    const first = form.querySelector<HTMLInputElement>("input[name=view]");
    remember({ ...choice.facets, q: [choice.q], ...(first ? { view: [view === first.value ? "" : view] } : {}) });
  };

  restore(form);
  form.addEventListener("input", update);
  form.addEventListener("change", update);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    for (const control of controls(form)) clear(control);
    update();
  });
  document.addEventListener("vngov:asof", () => recount(choiceOf(form, facets)));
  for (const submit of form.querySelectorAll<HTMLButtonElement>("button[type=submit], button:not([type])"))
    submit.hidden = true;
  exports(form, shown);
  update();
}

function clear(control: Control): void {
  if (control.name === "view") return;
  if (control instanceof HTMLSelectElement) control.selectedIndex = 0;
  else if (control.type === "checkbox" || control.type === "radio") control.checked = false;
  else control.value = "";
}

function exports(form: HTMLFormElement, shown: readonly Shown[]): void {
  const buttons = [...document.querySelectorAll<HTMLButtonElement>("button[data-export]")].filter(
    (button) => form.contains(button) || !button.closest("[data-island]"),
  );
  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const rows = shown.map(({ element }) => element).filter((element) => !element.hidden);
      const kind = button.dataset["export"] === "json" ? "json" : "csv";
      const text = kind === "json" ? asJson(rows) : asCsv(rows);
      const type = kind === "json" ? "application/json" : "text/csv;charset=utf-8";
      offer(`${button.dataset["file"] ?? "vngov"}.${kind}`, new Blob([text], { type }));
    });
  }
}

attach<HTMLFormElement>("explore", start);
