/**
 * The answers of a static site's search page.
 *
 * `<div data-island="search" data-pagefind="…/pagefind.js">` lists the answers to `?q=`.
 */

import { asked } from "../shared/address.ts";
import { attach, el } from "../shared/dom.ts";
import { say } from "../shared/words.ts";
import { answerer } from "./answers.ts";

const MOST = 50;

async function list(host: HTMLElement): Promise<void> {
  const q = asked().get("q")?.trim() ?? "";
  const ask = answerer(host.dataset);
  if (!q || !ask) return;
  host.replaceChildren(el("p", { role: "status" }, say("loading")));
  try {
    const found = await ask(q, MOST);
    const said = found.length ? say("results", { n: found.length }) : say("none_found", { q });
    const items = found.map((item) =>
      el(
        "li",
        {},
        el("a", { href: item.href }, item.label),
        item.kind ? el("span", { class: "chip" }, item.kind) : null,
        item.note ? el("p", { class: "quiet" }, item.note) : null,
      ),
    );
    host.replaceChildren(el("p", { role: "status" }, said), el("ol", { class: "found" }, ...items));
  } catch (error) {
    host.replaceChildren(el("p", { role: "alert" }, say("failed", { why: (error as Error).message })));
  }
}

attach<HTMLElement>("search", (host) => void list(host));
