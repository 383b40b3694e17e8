/**
 * Two compositions side by side.
 *
 * `<form data-island="compare" data-src="compositions.json">` with two selects `a` and `b`, and `<div data-compare>`.
 * Without `data-src` a changed choice sends the form; with it the table is made here, unless the server made it for
 * the choice in the address. The JSON's form is in README.md.
 */

import { asked, remember } from "../shared/address.ts";
import { attach, el, json } from "../shared/dom.ts";
import { safe } from "../shared/href.ts";
import { say, type Word } from "../shared/words.ts";
import { alignMandates, alignSeats, type Composition, type Mandate, type Pair, type Seat, type Verdict } from "./align.ts";

const VERDICTS: Record<Verdict, Word> = { same: "same", changed: "changed", "only-a": "only_a", "only-b": "only_b" };

function linked(text: string, href: string | undefined, base: string): Node | string {
  const to = safe(href, base);
  return to ? el("a", { href: to }, text) : text;
}

function seat(item: Seat | undefined, base: string): HTMLTableCellElement {
  if (!item) return el("td", { class: "none" }, "—");
  return el(
    "td",
    {},
    linked(item.label, item.href, base),
    item.roleLabel ? el("span", { class: `role ${word(item.role)}` }, item.roleLabel) : null,
    item.orgLabel ? el("span", { class: "org quiet" }, item.orgLabel) : null,
  );
}

function mandate(item: Mandate | undefined, base: string): HTMLTableCellElement {
  return item ? el("td", {}, linked(item.text, item.href, base)) : el("td", { class: "none" }, "—");
}

/** Return a code as a class name, or nothing. */
function word(code: string | undefined): string {
  const last = (code ?? "").split(/[/#]/).pop() ?? "";
  return /^[a-z][a-z0-9-]*$/.test(last) ? last : "";
}

function table<T>(
  title: Word,
  pairs: readonly Pair<T>[],
  heads: readonly (Node | string)[],
  cell: (item: T | undefined) => HTMLTableCellElement,
): HTMLElement {
  const tally = (["same", "changed", "only-a", "only-b"] as const)
    .map((verdict) => [verdict, pairs.filter((p) => p.verdict === verdict).length] as const)
    .filter(([, n]) => n)
    .map(([verdict, n]) => `${n} ${say(VERDICTS[verdict])}`);
  const rows = pairs.map((pair) =>
    el("tr", { class: pair.verdict }, cell(pair.a), cell(pair.b), el("td", { class: "verdict" }, say(VERDICTS[pair.verdict]))),
  );
  const head = el("tr", {}, ...[...heads, say("state")].map((text) => el("th", { scope: "col" }, text)));
  return el(
    "section",
    {},
    el("h2", {}, say(title)),
    el("p", { class: "quiet" }, tally.join(" · ")),
    el("div", { class: "table" }, el("table", { class: "compare" }, el("thead", {}, head), el("tbody", {}, ...rows))),
  );
}

/** Return the tables of two compositions beside each other. */
export function beside(a: Composition, b: Composition, base: string): HTMLElement[] {
  const heads = (): (Node | string)[] => [linked(a.label, a.href, base), linked(b.label, b.href, base)];
  const parts: HTMLElement[] = [];
  const seats = alignSeats(a, b);
  const mandates = alignMandates(a, b);
  if (seats.length) parts.push(table("seats", seats, heads(), (item) => seat(item, base)));
  if (mandates.length) parts.push(table("mandates", mandates, heads(), (item) => mandate(item, base)));
  return parts;
}

attach<HTMLFormElement>("compare", (form) => {
  const [a, b] = ["a", "b"].map((name) => form.querySelector<HTMLSelectElement>(`select[name=${name}]`));
  const host = document.querySelector<HTMLElement>("[data-compare]");
  if (!a || !b) return;
  for (const submit of form.querySelectorAll<HTMLButtonElement>("button[type=submit]")) submit.hidden = true;
  const source = form.dataset["src"];
  if (!source || !host) {
    form.addEventListener("change", () => a.value && b.value && form.requestSubmit());
    return;
  }
  const base = new URL(source, document.baseURI).href;
  let all: Promise<Record<string, Composition>> | undefined;
  const show = async (): Promise<void> => {
    remember({ a: [a.value], b: [b.value] });
    if (!a.value || !b.value) return host.replaceChildren();
    try {
      all ??= json(base) as Promise<Record<string, Composition>>;
      const known = await all;
      const [left, right] = [known[a.value], known[b.value]];
      host.replaceChildren(...(left && right ? beside(left, right, base) : []));
    } catch (error) {
      all = undefined;
      host.replaceChildren(el("p", { role: "alert" }, say("failed", { why: (error as Error).message })));
    }
  };
  form.addEventListener("change", () => void show());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void show();
  });
  const given = asked();
  for (const [select, name] of [[a, "a"], [b, "b"]] as const) if (given.has(name)) select.value = given.get(name) ?? "";
  if (!host.childElementCount && given.has("a") && given.has("b")) void show();
});
