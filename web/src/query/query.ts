/**
 * The query page: editor, parameters, results.
 *
 * `<form data-island="query" data-mode="server|static" data-endpoint data-dump data-terms data-root>` around a textarea
 * `query`, `.parameters`, `.actions`, `.results`, links `[data-example]` and the data block `#library`; README.md has
 * the whole of it. Without the island the form sends its text to the endpoint and the answer is a file.
 */

import { attach, block, button, el, json, style } from "../shared/dom.ts";
import { language, say } from "../shared/words.ts";
import { copies } from "../page/copy.ts";
import { bound, type Parameter, WrongValue } from "./bind.ts";
import { type Editor, edit } from "./editor.ts";
import { Labels } from "./labels.ts";
import { askedBy, linkTo } from "./link.ts";
import { Fields } from "./params.ts";
import { problemOf } from "./problem.ts";
import { results } from "./results.ts";
import { http, makesGraph, readable, type Runner, Unreachable } from "./runner.ts";
import { curl, python } from "./snippet.ts";
import { answerOf } from "./term.ts";
import { Index, read } from "./terms.ts";
import { wasm } from "./wasm.ts";

type Example = {
  readonly name: string;
  readonly question?: Readonly<Record<string, string>>;
  readonly text: string;
  readonly params?: readonly Parameter[];
};

class Page {
  readonly #lang = language();
  readonly #library: readonly Example[];
  readonly #area: HTMLTextAreaElement;
  readonly #results: HTMLElement;
  readonly #fields: Fields;
  readonly #editor: Editor;
  readonly #runner: Runner;
  readonly #labels: Labels;
  readonly #cancel = button(say("cancel"), () => this.#running?.abort(), { hidden: true });
  readonly #busy = el("span", { class: "busy", role: "status" });
  #index: Index | undefined;
  #example = "";
  #running: AbortController | undefined;

  constructor(readonly form: HTMLFormElement) {
    this.#area = must(form.querySelector<HTMLTextAreaElement>("textarea[name=query]"));
    this.#results = must(form.querySelector<HTMLElement>(".results"));
    this.#library = (block(document.getElementById("library")) as Example[] | undefined) ?? [];
    this.#runner =
      form.dataset["mode"] === "static"
        ? wasm(this.#address("dump"), (busy) => (this.#busy.textContent = busy ? say("loading_graph") : say("running")))
        : http(this.#address("endpoint"));
    this.#labels = new Labels(this.#runner, this.#lang);
    this.#fields = new Fields(must(form.querySelector<HTMLElement>(".parameters")), this.#lang, () => this.#remember());
    const asked = askedBy(new URL(location.href));
    const chosen = this.#library.find((e) => e.name === asked.example) ?? this.#library.find((e) => e.text === this.#area.value);
    if (asked.query) this.#area.value = asked.query;
    else if (chosen) this.#area.value = chosen.text;
    this.#editor = edit(this.#area, this.#lang, () => this.#index, { run: () => void this.run(), changed: () => this.#changed() });
    this.#take(asked.query ? undefined : chosen, asked.values);
    this.#attach();
    void this.#learn();
  }

  /** Run the query that stands in the editor. */
  async run(): Promise<void> {
    const text = this.#bound();
    if (text === undefined) return;
    this.#running?.abort();
    const running = (this.#running = new AbortController());
    this.#editor.mark(undefined);
    this.#show(true);
    const started = performance.now();
    try {
      const reply = await this.#runner.run(text, readable(text), running.signal);
      const told = { answer: answerOf(reply.text, reply.type), query: text, seconds: (performance.now() - started) / 1000 };
      const site = { root: this.#root(), lang: this.#lang };
      const about = { labels: this.#labels, runner: this.#runner, site, signal: running.signal };
      this.#results.replaceChildren(...results(told, about), this.#snippets(text));
    } catch (error) {
      if (this.#running === running) this.#failed(error, running.signal.aborted);
    }
    if (this.#running === running) this.#show(false);
  }

  #address(name: string): string {
    return new URL(this.form.dataset[name] ?? "", document.baseURI).href;
  }

  #root(): string {
    return new URL(this.form.dataset["root"] ?? "../", document.baseURI).href;
  }

  #attach(): void {
    const actions = must(this.form.querySelector<HTMLElement>(".actions"));
    for (const unneeded of actions.querySelectorAll<HTMLElement>(".query-format")) unneeded.hidden = true;
    const link = button(say("link"), () => undefined, { class: "permalink" });
    copies(link, () => this.#link().href);
    actions.append(this.#cancel, link, this.#busy);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.run();
    });
    for (const example of this.form.querySelectorAll<HTMLAnchorElement>("a[data-example]"))
      example.addEventListener("click", (event) => {
        const found = this.#library.find((e) => e.name === example.dataset["example"]);
        if (!found || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        this.#take(found, {});
        this.#editor.set(found.text);
        this.#remember();
        this.form.querySelector(".question")?.scrollIntoView({ block: "nearest" });
      });
  }

  async #learn(): Promise<void> {
    if (!this.form.dataset["terms"]) return;
    try {
      const index = new Index(read(await json(this.#address("terms"))));
      for (const term of index.known.terms) if (Object.keys(term.labels).length) this.#labels.add(term.iri, index.label(term, this.#lang));
      this.#index = index;
      this.#fields.show(this.#editor.text(), index);
    } catch {
      // completion is a help: the page works without it
    }
  }

  #take(example: Example | undefined, values: Readonly<Record<string, string>>): void {
    this.#example = example?.name ?? "";
    this.#fields.set(example?.params ?? this.#known(), values);
    const question = this.form.querySelector(".question");
    const said = example?.question?.[this.#lang];
    if (question && said) question.textContent = said;
    for (const link of this.form.querySelectorAll("a[data-example]"))
      if ((link as HTMLElement).dataset["example"] === this.#example) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    this.#fields.show(example?.text ?? this.#editor.text(), this.#index);
  }

  /** The parameters of all examples, by which a reader's own query may have fields too. */
  #known(): Parameter[] {
    const all = new Map(this.#library.flatMap((e) => e.params ?? []).map((p) => [p.name, { ...p, default: null }]));
    return [...all.values()];
  }

  #changed(): void {
    this.#fields.show(this.#editor.text(), this.#index);
    this.#remember();
  }

  #link(): URL {
    const text = this.#editor.text();
    const same = this.#library.some((e) => e.name === this.#example && e.text === text);
    const taken = new Set(this.#fields.taken(text).map((p) => p.name));
    const values = Object.fromEntries(Object.entries(this.#fields.values).filter(([name]) => taken.has(name)));
    return linkTo(new URL(location.href), { example: same ? this.#example : "", query: text, values });
  }

  #remember(): void {
    history.replaceState(history.state, "", this.#link());
  }

  #bound(): string | undefined {
    const text = this.#editor.text();
    const taken = this.#fields.taken(text);
    for (const { name } of taken) this.#fields.complain(name, "");
    try {
      return bound(text, taken, this.#fields.values);
    } catch (error) {
      if (!(error instanceof WrongValue)) throw error;
      this.#fields.complain(error.parameter, say(error.word));
      return undefined;
    }
  }

  #show(busy: boolean): void {
    this.#cancel.hidden = !busy;
    this.#busy.textContent = busy ? say("running") : "";
    this.#results.setAttribute("aria-busy", String(busy));
  }

  #failed(error: unknown, stopped: boolean): void {
    const message = error instanceof Unreachable ? say("no_network") : error instanceof Error ? error.message : String(error);
    const problem = stopped ? undefined : problemOf(message);
    this.#editor.mark(problem);
    this.#results.replaceChildren(
      stopped
        ? el("p", { class: "quiet", role: "status" }, say("cancelled"))
        : el("div", { class: "problem", role: "alert" }, el("b", {}, say("failed_query")), el("pre", {}, message)),
    );
  }

  #snippets(query: string): HTMLElement {
    const graph = makesGraph(query);
    const still = this.form.dataset["mode"] === "static";
    const where = still ? { dump: this.#address("dump") } : { endpoint: this.#address("endpoint") };
    const texts = { curl: curl(query, where, graph ? "text/turtle" : "text/csv"), Python: python(query, where, graph) };
    const parts = Object.entries(texts).map(([name, text]) => {
      const copier = button(say("copy"), () => undefined);
      copies(copier, () => text);
      const title = still && name === "curl" ? "vngov" : name;
      return el("section", {}, el("p", { class: "snippet-head" }, el("b", {}, title), copier), el("pre", { tabindex: 0 }, text));
    });
    return el("details", { class: "snippets" }, el("summary", {}, say("snippet")), ...parts);
  }
}

function must<T>(found: T | null): T {
  if (found === null) throw new Error("the query page lacks a part that README.md names");
  return found;
}

attach<HTMLFormElement>("query", (form) => {
  void style("query-island");
  return new Page(form);
});
