/**
 * A network to look at and to walk through.
 *
 * `<div data-island="network" data-src="network.json">` around the same as a table or list, which stays below the
 * picture, and alone where there is no WebGL. The JSON's form, the colours and the keys are in README.md.
 */

import { attach, block, button, el, json, offer, style } from "../shared/dom.ts";
import { asked } from "../shared/address.ts";
import { day } from "../shared/dates.ts";
import { count, say } from "../shared/words.ts";
import { coloursOf } from "./colours.ts";
import { type Net, on, read, type Spot } from "./graph.ts";
import { moves, towards } from "./move.ts";
import { panel } from "./panel.ts";
import { pngOf } from "./png.ts";
import { scene } from "./scene.ts";
import { hasWebGL, Stage } from "./stage.ts";
import { svgOf } from "./svg.ts";

export type Options = {
  /** What a kind of node is called. */
  readonly legend?: Readonly<Record<string, string>>;
  /** The name of exported files. */
  readonly file?: string;
};

const ZOOM = 1.5;
const BRIEF = 250;
let serial = 0;

/** Draw a network into an element: picture, toolbar, panel and what is read out. */
export class View {
  readonly #stage: Stage;
  readonly #frame = el("div", { class: "net-stage", tabindex: 0, role: "application" });
  readonly #panel = el("aside", { class: "net-panel", hidden: true });
  readonly #said = el("p", { class: "away", role: "status" });
  readonly #byId: Map<string, Spot>;
  #shown: Net;
  #at: string | undefined;

  constructor(
    readonly host: HTMLElement,
    readonly net: Net,
    readonly options: Options = {},
  ) {
    this.#shown = net;
    this.#byId = new Map(net.nodes.map((n) => [n.id, n]));
    const help = el("p", { class: "net-keys quiet", id: `net-keys-${++serial}` }, say("network_keys"));
    this.#frame.setAttribute("aria-label", say("graph_of", { n: count(net.nodes.length), m: count(net.edges.length) }));
    this.#frame.setAttribute("aria-describedby", help.id);
    host.classList.add("net");
    host.prepend(this.#tools(), el("div", { class: "net-both" }, this.#frame, this.#panel), help, this.#said);
    this.#stage = new Stage(this.#frame, net);
    this.#frame.addEventListener("keydown", (event) => this.#key(event));
    this.#panel.addEventListener("keydown", (event) => event.key === "Escape" && this.#close());
    this.#mouse();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#stage.recolour());
    document.addEventListener("vngov:theme", () => this.#stage.recolour());
  }

  /** The drawing itself, for measurements. */
  get sigma(): Stage["sigma"] {
    return this.#stage.sigma;
  }

  /** Show what stands on a day; the empty text shows all. */
  asOf(date: string): void {
    this.#shown = on(this.net, date);
    this.#stage.show(this.#shown);
    this.#said.textContent = say("graph_of", { n: count(this.#shown.nodes.length), m: count(this.#shown.edges.length) });
    if (this.#at && !this.#shown.nodes.some((n) => n.id === this.#at)) this.#close();
  }

  /** Put a node in focus: mark it, bring it into the frame, read it out. */
  go(id: string): void {
    const node = this.#byId.get(id);
    if (!node) return;
    this.#at = id;
    this.#stage.mark(id);
    if (!this.#stage.sees(id)) {
      const { x, y } = this.#stage.sigma.getNodeDisplayData(id) ?? { x: 0.5, y: 0.5 };
      void this.#camera().animate({ x, y }, { duration: this.#brief() });
    }
    const links = say("edge_count", { n: count(this.#stage.near(id).length) });
    this.#said.textContent = [node.label, this.#kind(node), links].filter(Boolean).join(", ");
  }

  #tools(): HTMLElement {
    const legend = Object.entries(this.options.legend ?? {}).filter(([kind]) => this.net.nodes.some((n) => n.kind === kind));
    const keys = legend.map(([kind, name]) => el("li", {}, this.#dot(kind), name));
    return el(
      "div",
      { class: "net-tools" },
      button("+", () => this.#zoom(1 / ZOOM), { "aria-label": say("zoom_in") }),
      button("−", () => this.#zoom(ZOOM), { "aria-label": say("zoom_out") }),
      button(say("fit"), () => this.#reset()),
      button("PNG", () => void this.#export("png")),
      button("SVG", () => void this.#export("svg")),
      keys.length ? el("ul", { class: "net-legend" }, ...keys) : null,
    );
  }

  #dot(kind: string): Element {
    const dot = el("i", { class: "net-dot", "aria-hidden": "true" });
    dot.style.backgroundColor = `var(--kind-${kind}, var(--level-${kind}, var(--accent)))`;
    return dot;
  }

  #kind(node: Spot): string {
    return this.options.legend?.[node.kind] ?? node.kind;
  }

  #camera(): ReturnType<Stage["sigma"]["getCamera"]> {
    return this.#stage.sigma.getCamera();
  }

  #brief(): number {
    return matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : BRIEF;
  }

  #zoom(times: number): void {
    const camera = this.#camera();
    const at = this.#at && this.#stage.sigma.getNodeDisplayData(this.#at);
    const ratio = camera.getBoundedRatio(camera.getState().ratio * times);
    void camera.animate(at ? { x: at.x, y: at.y, ratio } : { ratio }, { duration: this.#brief() });
  }

  #reset(): void {
    void this.#camera().animatedReset({ duration: this.#brief() });
  }

  #key(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (moves(event.key)) this.#move(event.key);
    else if (event.key === "Enter" && this.#at) this.#open(this.#at);
    else if (event.key === "+" || event.key === "=") this.#zoom(1 / ZOOM);
    else if (event.key === "-") this.#zoom(ZOOM);
    else if (event.key === "Home") this.#reset();
    else if (event.key === "Escape" && this.#at) this.#close();
    else return;
    event.preventDefault();
  }

  #move(key: string): void {
    const from = this.#at && this.#byId.get(this.#at);
    if (!from) return this.#first();
    const near = this.#stage.near(from.id).flatMap((id) => this.#byId.get(id) ?? []);
    const next = towards(key, from, near) ?? towards(key, from, this.#shown.nodes);
    if (next) this.go(next);
  }

  #first(): void {
    let best: Spot | undefined;
    for (const node of this.#shown.nodes)
      if (!best || this.#stage.near(node.id).length > this.#stage.near(best.id).length) best = node;
    if (best) this.go(best.id);
  }

  #open(id: string): void {
    const node = this.#byId.get(id);
    if (!node) return;
    this.go(id);
    const acts = { go: (next: string) => this.#open(next), close: () => this.#close() };
    this.#panel.replaceChildren(...panel(node, this.#shown, this.#stage.near(id), this.#kind(node), acts));
    this.#panel.hidden = false;
    (this.#panel.querySelector<HTMLElement>("h3 a") ?? this.#panel.querySelector<HTMLElement>("h3"))?.focus();
  }

  #close(): void {
    const back = this.#panel.contains(document.activeElement);
    this.#panel.hidden = true;
    this.#at = undefined;
    this.#stage.mark(undefined);
    if (back) this.#frame.focus();
  }

  #mouse(): void {
    const sigma = this.#stage.sigma;
    sigma.on("enterNode", ({ node }) => {
      this.#frame.classList.add("over");
      this.#stage.mark(node);
    });
    sigma.on("leaveNode", () => {
      this.#frame.classList.remove("over");
      this.#stage.mark(this.#at);
    });
    sigma.on("clickNode", ({ node }) => this.#open(node));
    sigma.on("clickStage", () => this.#close());
  }

  async #export(form: "png" | "svg"): Promise<void> {
    const drawn = scene(this.#shown, coloursOf(this.host));
    const content = form === "svg" ? new Blob([svgOf(drawn)], { type: "image/svg+xml" }) : await pngOf(drawn);
    offer(`${this.options.file ?? "vngov-network"}.${form}`, content);
  }
}

/** Draw a network into an element, or say why it cannot be drawn. */
export async function draw(host: HTMLElement, net: Net, options: Options = {}): Promise<View | undefined> {
  if (!hasWebGL()) {
    host.prepend(el("p", { class: "quiet", role: "note" }, say("no_webgl")));
    return undefined;
  }
  await style("network");
  await document.fonts.ready;
  return new View(host, net, options);
}

async function start(host: HTMLElement): Promise<void> {
  const fallback = [...host.childNodes];
  const source = host.dataset["src"];
  const base = source ? new URL(source, document.baseURI).href : document.baseURI;
  try {
    const net = read(source ? await json(base) : block(host.querySelector("script[data-graph]")), base);
    const view = await draw(host, net, {
      legend: (JSON.parse(host.dataset["legend"] ?? "{}") as Record<string, string>) ?? {},
      file: host.dataset["file"] ?? "vngov-network",
    });
    if (!view) return;
    const more = el("details", { class: "net-list" }, el("summary", {}, say("as_list")), ...fallback);
    host.append(more);
    document.addEventListener("vngov:asof", (event) => view.asOf((event as CustomEvent<{ on: string }>).detail.on));
    document.addEventListener("vngov:view", () => view.sigma.refresh());
    const given = day(asked().get("on"));
    if (given) view.asOf(given);
  } catch (error) {
    host.prepend(el("p", { role: "alert" }, say("failed", { why: (error as Error).message })));
  }
}

attach<HTMLElement>("network", (host) => void start(host));
