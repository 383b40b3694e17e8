/** The parameters of a query as fields of the form. */

import { el } from "../shared/dom.ts";
import { say } from "../shared/words.ts";
import { type Parameter, takes } from "./bind.ts";
import type { Index } from "./terms.ts";

const TYPES = { date: "date", integer: "number", iri: "text", text: "text" } as const;
const MOST = 500;

/** Fields for the parameters that a query's text has a place for. */
export class Fields {
  #parameters: readonly Parameter[] = [];
  #values: Record<string, string> = {};
  #shown = "";

  constructor(
    readonly host: HTMLElement,
    readonly lang: string,
    readonly changed: () => void,
  ) {}

  /** What stands in the fields. */
  get values(): Readonly<Record<string, string>> {
    return this.#values;
  }

  /** The parameters that the text of the editor takes now. */
  taken(text: string): Parameter[] {
    return this.#parameters.filter((p) => takes(text, p.name));
  }

  /** Take the parameters of another query; values that are not given are their defaults. */
  set(parameters: readonly Parameter[], values: Readonly<Record<string, string>>): void {
    this.#parameters = parameters;
    const dropped = (p: Parameter): boolean => !!p.unless && !!values[p.unless];
    this.#values = Object.fromEntries(parameters.map((p) => [p.name, values[p.name] ?? (dropped(p) ? "" : (p.default ?? ""))]));
    this.#shown = "";
  }

  /** Show the fields that a text takes; `index` offers things by name. */
  show(text: string, index: Index | undefined): void {
    const taken = this.taken(text);
    const key = taken.map((p) => p.name).join(" ") + (index ? "+" : "");
    if (key === this.#shown) return;
    this.#shown = key;
    this.host.replaceChildren(...taken.map((p) => this.#field(p, index)));
    this.host.hidden = !taken.length;
  }

  /** Say what is wrong with a value, or withdraw that. */
  complain(name: string, message: string): void {
    const input = this.host.querySelector<HTMLInputElement>(`[name="p.${CSS.escape(name)}"]`);
    if (!input) return;
    input.setCustomValidity(message);
    if (message) input.reportValidity();
  }

  #field(parameter: Parameter, index: Index | undefined): HTMLElement {
    const id = `p-${parameter.name}`;
    const input = el("input", {
      id,
      type: TYPES[parameter.type],
      name: `p.${parameter.name}`,
      placeholder: say("parameter_any"),
      autocomplete: "off",
      "aria-describedby": parameter.doc ? `${id}-doc` : null,
    });
    input.value = this.#values[parameter.name] ?? "";
    if (input.value === "any") input.value = "";
    input.addEventListener("input", () => {
      input.setCustomValidity("");
      this.#values[parameter.name] = input.value;
      this.changed();
    });
    const options = parameter.type === "iri" ? this.#options(parameter, index, `${id}-list`) : undefined;
    if (options) input.setAttribute("list", options.id);
    return el(
      "p",
      { class: "parameter" },
      el("label", { for: id }, el("code", {}, `?${parameter.name}`)),
      input,
      parameter.doc ? el("span", { id: `${id}-doc`, class: "quiet" }, parameter.doc) : null,
      options,
    );
  }

  #options(parameter: Parameter, index: Index | undefined, id: string): HTMLDataListElement | undefined {
    const things = index?.ofKind(parameter.kind ?? "") ?? [];
    if (!index || !things.length) return undefined;
    const cut = parameter.kind === "decision" ? "/eli/vn/" : `/${parameter.kind}/`;
    const options = things
      .slice(0, MOST)
      .map((t) => el("option", { value: t.iri.slice(t.iri.indexOf(cut) + cut.length) }, index.label(t, this.lang)));
    return el("datalist", { id }, ...options);
  }
}
