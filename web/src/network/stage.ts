/** The stage: sigma drawing a network by WebGL, in the page's colours, with one node in focus. */

import { MultiUndirectedGraph } from "graphology";
import Sigma from "sigma";
import { EdgeLineProgram, EdgeRectangleProgram } from "sigma/rendering";
import type { Settings } from "sigma/settings";
import type { NodeDisplayData, PartialButFor } from "sigma/types";

import { type Colours, coloursOf } from "./colours.ts";
import { neighbours, type Net } from "./graph.ts";
import { radius } from "./scene.ts";

type Labelled = PartialButFor<NodeDisplayData, "x" | "y" | "size" | "label" | "color">;

const MANY = 2000;
const LONGEST = 42;
const GENERIC = /^(ban chỉ đạo|tổ công tác|steering committee|working group)( (của|về|xây dựng( và phát triển)?|thực hiện|for|on|of( the)?))*\s+/i;

/** Return whether this browser can draw. */
export function hasWebGL(): boolean {
  const context = document.createElement("canvas").getContext("webgl2");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}

/** A network on screen. Where it is focused, hovered and looked at is its only state. */
export class Stage {
  readonly sigma: Sigma;
  #near: Map<string, string[]>;
  #colours: Colours;
  #graph = new MultiUndirectedGraph();
  #net: Net;
  #centre: string | undefined;
  #visible: Set<string>;

  constructor(
    readonly host: HTMLElement,
    net: Net,
  ) {
    this.#net = net;
    this.#near = neighbours(net);
    this.#colours = coloursOf(host);
    this.#visible = new Set(net.nodes.map((n) => n.id));
    this.#fill();
    this.sigma = new Sigma(this.#graph, host, this.#settings());
    new ResizeObserver(() => this.sigma.resize().scheduleRefresh()).observe(host);
  }

  /** Show a part of the network that was given: what stands on a day. */
  show(part: Net): void {
    this.#visible = new Set(part.nodes.map((n) => n.id));
    const links = new Map<string, number>();
    for (const e of part.edges) links.set(key(e), (links.get(key(e)) ?? 0) + 1);
    this.#net.edges.forEach((e, index) => {
      const left = links.get(key(e)) ?? 0;
      links.set(key(e), left - 1);
      this.#graph.setEdgeAttribute(String(index), "hidden", left <= 0);
    });
    for (const { id } of this.#net.nodes) this.#graph.setNodeAttribute(id, "hidden", !this.#visible.has(id));
    this.#near = neighbours(part);
    if (this.#centre && !this.#visible.has(this.#centre)) this.#centre = undefined;
  }

  /** Return the neighbours of a node that are shown. */
  near(id: string): string[] {
    return this.#near.get(id) ?? [];
  }

  /** Mark a node and its neighbours, or none. */
  mark(id: string | undefined): void {
    if (id === this.#centre) return;
    const touched = new Set([this.#centre, id].flatMap((c) => (c ? [c, ...this.near(c)] : [])));
    this.#centre = id;
    if (this.#net.nodes.length <= MANY) return void this.sigma.refresh({ skipIndexation: true });
    const nodes = [...touched];
    const edges = [...new Set(nodes.flatMap((n) => this.#graph.edges(n)))];
    this.sigma.refresh({ skipIndexation: true, partialGraph: { nodes, edges } });
  }

  /** Return whether a node stands within the frame. */
  sees(id: string): boolean {
    const shown = this.sigma.getNodeDisplayData(id);
    if (!shown) return false;
    const { x, y } = this.sigma.framedGraphToViewport(shown);
    const { width, height } = this.sigma.getDimensions();
    return x > 30 && y > 30 && x < width - 30 && y < height - 30;
  }

  /** Take the page's colours again: its theme changed. */
  recolour(): void {
    this.#colours = coloursOf(this.host);
    this.#net.edges.forEach((e, i) => this.#graph.setEdgeAttribute(String(i), "color", this.#colours.edge(e.role)));
    for (const n of this.#net.nodes) this.#graph.setNodeAttribute(n.id, "color", this.#colours.node(n.kind));
    this.sigma.setSetting("labelColor", { color: this.#colours.ink });
  }

  #fill(): void {
    const { nodes, edges } = this.#net;
    for (const node of nodes) {
      const size = radius(node.size, this.near(node.id).length, nodes.length);
      this.#graph.addNode(node.id, { x: node.x, y: node.y, size, label: short(node.label), name: node.label, color: this.#colours.node(node.kind) });
    }
    edges.forEach((edge, index) => {
      const color = this.#colours.edge(edge.role);
      this.#graph.addEdgeWithKey(String(index), edge.source, edge.target, { size: 1, color });
    });
  }

  #settings(): Partial<Settings> {
    const many = this.#net.nodes.length > MANY || this.#net.edges.length > 2 * MANY;
    return {
      allowInvalidContainer: true,
      defaultEdgeType: "line",
      edgeProgramClasses: { line: many ? EdgeLineProgram : EdgeRectangleProgram },
      hideLabelsOnMove: many,
      labelColor: { color: this.#colours.ink },
      labelDensity: many ? 0.4 : 0.9,
      labelFont: "Noto Sans, system-ui, sans-serif",
      labelRenderedSizeThreshold: many ? 5 : 4,
      labelSize: 13,
      maxCameraRatio: 4,
      minCameraRatio: 0.01,
      stagePadding: 40,
      zIndex: true,
      defaultDrawNodeHover: (pen, data, settings) => this.#hover(pen, data, settings),
      nodeReducer: (id, data) => {
        if (!this.#centre) return data;
        if (id === this.#centre) return { ...data, label: String(data["name"]), highlighted: true, zIndex: 2, forceLabel: true };
        if (this.near(this.#centre).includes(id)) return { ...data, zIndex: 1, forceLabel: this.near(this.#centre).length < 40 };
        return many ? data : { ...data, color: this.#colours.rule, label: null, zIndex: 0 };
      },
      edgeReducer: (id, data) => {
        if (!this.#centre) return data;
        if (this.#graph.extremities(id).includes(this.#centre))
          return { ...data, color: this.#colours.accent, size: 2, zIndex: 1 };
        return many ? data : { ...data, hidden: true };
      },
    };
  }

  #hover(pen: CanvasRenderingContext2D, data: Labelled, settings: Settings): void {
    const size = settings.labelSize;
    pen.font = `700 ${size}px ${settings.labelFont}`;
    const label = data.label ?? "";
    const width = label ? pen.measureText(label).width + data.size + 12 : 0;
    pen.fillStyle = this.#colours.paper;
    pen.strokeStyle = this.#colours.accent;
    pen.lineWidth = 2;
    pen.beginPath();
    if (width) pen.roundRect(data.x, data.y - size / 2 - 5, width + 4, size + 10, 5);
    pen.fill();
    pen.stroke();
    pen.beginPath();
    pen.arc(data.x, data.y, data.size + 4, 0, 2 * Math.PI);
    pen.fill();
    pen.stroke();
    pen.fillStyle = data.color;
    pen.beginPath();
    pen.arc(data.x, data.y, data.size, 0, 2 * Math.PI);
    pen.fill();
    pen.fillStyle = this.#colours.ink;
    pen.fillText(label, data.x + data.size + 8, data.y + size / 3);
  }
}

/** Return a name short enough to stand beside a node: without the words that most bodies share, cut where it is long. */
export function short(name: string): string {
  const bare = name.replace(GENERIC, "");
  const begun = bare.charAt(0).toLocaleUpperCase() + bare.slice(1);
  return begun.length > LONGEST ? `${begun.slice(0, LONGEST - 1).trimEnd()}…` : begun;
}

function key(edge: { source: string; target: string; role: string; from: string | undefined; to: string | undefined }): string {
  return [edge.source, edge.target, edge.role, edge.from, edge.to].join("\n");
}
