/**
 * Suggestions as one types: a combobox with a list (ARIA Authoring Practices).
 *
 * `<form data-island="suggest" data-src="suggest.json" data-pagefind="…/pagefind.js">` around
 * `<input type="search" name="q">`. Enter on no suggestion sends the form, as without the island.
 */

import { attach, el, style } from "../shared/dom.ts";
import { say } from "../shared/words.ts";
import { answerer, type Found } from "./answers.ts";

const WAIT = 120;
const MOST = 8;
let serial = 0;

function start(form: HTMLFormElement): void {
  const ask = answerer(form.dataset);
  const input = form.querySelector<HTMLInputElement>("input[type=search], input[name=q]");
  if (!ask || !input) return;
  void style("page");
  const list = el("ul", { id: `suggest-${++serial}`, role: "listbox", class: "suggest", "aria-label": input.placeholder });
  const status = el("p", { class: "away", role: "status" });
  list.hidden = true;
  form.append(list, status);
  form.classList.add("has-suggest");
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  }))
    input.setAttribute(name, value);

  let found: Found[] = [];
  let at = -1;
  let asked = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const shut = (): void => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (next: number): void => {
    at = next;
    [...list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    const option = list.children[at];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };
  const show = (answers: Found[], q: string): void => {
    found = answers;
    list.replaceChildren(
      ...found.map((item, index) => {
        const option = el(
          "li",
          { role: "option", id: `${list.id}-${index}`, "aria-selected": "false" },
          el("a", { href: item.href, tabindex: -1 }, el("b", {}, item.label), item.kind ? el("span", {}, item.kind) : null),
        );
        option.addEventListener("pointermove", () => at !== index && mark(index));
        return option;
      }),
    );
    mark(-1);
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
    status.textContent = found.length ? say("results", { n: found.length }) : say("none_found", { q });
  };
  const look = async (): Promise<void> => {
    const q = input.value.trim();
    const mine = ++asked;
    if (q.length < 2) return shut();
    try {
      const answers = await ask(q, MOST);
      if (mine === asked && document.activeElement === input) show(answers, q);
    } catch {
      if (mine === asked) shut(); // the form still works
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => void look(), WAIT);
  });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && list.hidden) void look();
    else if (step) mark(((at + 1 + step + found.length + 1) % (found.length + 1)) - 1);
    else if (event.key === "Escape" && !list.hidden) shut();
    else if (event.key === "Enter" && at >= 0 && !list.hidden) location.assign(found[at]?.href ?? location.href);
    else return;
    event.preventDefault();
  });
  form.addEventListener("focusout", (event) => {
    if (!(event.relatedTarget instanceof Node && form.contains(event.relatedTarget))) shut();
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault());
}

attach<HTMLFormElement>("suggest", start);
