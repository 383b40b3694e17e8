/** Elements: made from text only, found by what they ask for, styled from files of the same folder. */

import { safe } from "./href.ts";

type Child = Node | string | null | undefined;
type Attributes = Record<string, string | number | boolean | null | undefined>;

/** Return a new HTML element; strings become text, never markup. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  return filled(document.createElement(tag), attributes, children);
}

/** Return a new SVG element. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function filled<E extends Element>(made: E, attributes: Attributes, children: Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name === "href" && !safe(String(value), document.baseURI)) continue;
    made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.filter((c): c is Node | string => c !== null && c !== undefined));
  return made;
}

/** Return a button that does something. */
export function button(text: string, act: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const made = el("button", { type: "button", ...attributes }, text);
  made.addEventListener("click", act);
  return made;
}

/** Attach an island to every element that asks for it, each once. */
export function attach<E extends HTMLElement>(name: string, start: (element: E) => unknown): void {
  for (const found of document.querySelectorAll<E>(`[data-island~="${name}"]`)) {
    const done = (found.dataset["attached"] ?? "").split(" ");
    if (done.includes(name)) continue;
    found.dataset["attached"] = [...done, name].join(" ").trim();
    start(found);
  }
}

const here = import.meta.url; // apart, so that the bundler leaves these addresses alone

/** Return the address of a file that stands beside the built modules. */
export function beside(file: string): string {
  return new URL(`./${file}`, here).href;
}

const styles = new Map<string, Promise<void>>();

/** Load a stylesheet of the islands, once; the promise is kept when it is there (or missing). */
export function style(name: string): Promise<void> {
  const known = styles.get(name);
  if (known) return known;
  const link = el("link", { rel: "stylesheet", href: beside(`${name}.css`) });
  const loaded = new Promise<void>((resolve) => {
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => resolve());
  });
  document.head.append(link);
  styles.set(name, loaded);
  return loaded;
}

/** Return what JSON an address answers with. Rejects with a text that says what went wrong. */
export async function json(address: string, signal?: AbortSignal): Promise<unknown> {
  const response = await fetch(address, { headers: { Accept: "application/json" }, signal: signal ?? null });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.json();
}

/** Return what a data block of the page holds, or `undefined`. */
export function block(element: Element | null): unknown {
  if (!element?.textContent) return undefined;
  return JSON.parse(element.textContent);
}

/** Offer a text or bytes as a file. */
export function offer(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
