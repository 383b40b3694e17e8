/** What a query answered: how much and how fast, as table, chart or network, and to take away. */

import { beside, button, el, offer } from "../shared/dom.ts";
import { count, say } from "../shared/words.ts";
import { read, type Site } from "./cells.ts";
import { chart, points } from "./chart.ts";
import type { Labels } from "./labels.ts";
import { links, numbers } from "./order.ts";
import { netOf } from "./pairs.ts";
import { type Format, GRAPHS, type Runner, TABLES } from "./runner.ts";
import { tableOf } from "./table.ts";
import type { Answer } from "./term.ts";

export type Told = { readonly answer: Answer; readonly query: string; readonly seconds: number };
export type With = { readonly labels: Labels; readonly runner: Runner; readonly site: Site; readonly signal: AbortSignal };
type Rows = Exclude<Answer, { kind: "boolean" }>;

/** Return the elements that show an answer. */
export function results(told: Told, about: With): HTMLElement[] {
  const { answer } = told;
  const s = new Intl.NumberFormat(about.site.lang, { maximumFractionDigits: 2 }).format(told.seconds);
  if (answer.kind === "boolean") return [el("p", { class: "boolean" }, say(answer.value ? "yes" : "no"))];
  const n = count(answer.rows.length);
  const status = el("p", { class: "ran", role: "status" }, say(answer.kind === "graph" ? "ran_graph" : "ran", { n, s }));
  if (!answer.rows.length) return [status, el("p", {}, say("empty"))];
  return [status, downloads(told, about, answer.kind === "graph" ? GRAPHS : TABLES), views(answer, about)];
}

function downloads(told: Told, about: With, formats: readonly Format[]): HTMLElement {
  const save = async (format: Format, pressed: HTMLButtonElement): Promise<void> => {
    pressed.disabled = true;
    try {
      const { text } = await about.runner.run(told.query, format.type, about.signal);
      offer(`vngov.${format.ending}`, new Blob([text], { type: `${format.type};charset=utf-8` }));
    } catch (error) {
      pressed.title = (error as Error).message;
    }
    pressed.disabled = false;
  };
  const buttons = formats.map((format) => {
    const made = button(format.name, () => void save(format, made));
    return made;
  });
  return el("p", { class: "downloads" }, el("span", {}, say("download")), ...buttons);
}

function views(answer: Rows, about: With): HTMLElement {
  const { columns, rows } = answer;
  const host = el("div", { class: "result-view" });
  const numeric = answer.kind === "table" ? numbers(columns, rows) : [];
  const label = columns.findIndex((_, at) => !numeric.includes(at) && rows.some((row) => row[at]));
  const pair = answer.kind === "table" ? links(columns, rows) : ([0, 2] as [number, number]);
  const ways: [string, () => void][] = [[say("table"), () => host.replaceChildren(tableOf(columns, rows, about.labels, about.site, about.signal))]];
  if (numeric.length && label >= 0 && rows.length > 1)
    ways.push([say("chart"), () => void drawChart(host, answer, numeric, label, about)]);
  if (pair) ways.push([say("network"), () => void drawNetwork(host, answer, pair, about)]);
  const buttons = ways.map(([name, draw]) => {
    const made = button(name, () => {
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === made));
      draw();
    });
    return made;
  });
  buttons.forEach((made, at) => made.setAttribute("aria-pressed", String(at === 0)));
  ways[0]?.[1]();
  const choice = el("div", { class: "ways", role: "group", "aria-label": say("view_as") }, ...buttons);
  return ways.length > 1 ? el("div", {}, choice, host) : host;
}

async function named(answer: Rows, column: number, about: With): Promise<void> {
  const iris = answer.rows.flatMap((row) => (row[column]?.type === "uri" ? [row[column].value] : []));
  await about.labels.load(iris, about.signal);
}

async function drawChart(host: HTMLElement, answer: Rows, numeric: readonly number[], label: number, about: With): Promise<void> {
  await named(answer, label, about);
  const pick = el("select", {}, ...numeric.map((at) => el("option", { value: at }, answer.columns[at])));
  const place = el("div", { class: "chart-place" });
  const draw = (): void => {
    const at = Number(pick.value);
    const pairs = answer.rows.flatMap((row): [string, number][] =>
      row[at] ? [[read(row[label], about.labels) || "—", Number(row[at].value)]] : [],
    );
    place.replaceChildren(chart(points(pairs), `${answer.columns[at]} / ${answer.columns[label]}`));
  };
  pick.value = String(numeric.at(-1));
  pick.setAttribute("aria-label", say("chart"));
  pick.addEventListener("change", draw);
  draw();
  host.replaceChildren(...(numeric.length > 1 ? [el("p", {}, pick)] : []), place);
}

async function drawNetwork(host: HTMLElement, answer: Rows, pair: [number, number], about: With): Promise<void> {
  const inner = el("div", {}, el("p", {}, say("loading")));
  host.replaceChildren(inner);
  const module = (await import(/* @vite-ignore */ beside("network.js"))) as typeof import("../network/network.ts");
  const things = answer.rows.filter((row) => pair.every((at) => row[at]?.type === "uri"));
  await Promise.all(pair.map((column) => named(answer, column, about)));
  const name = (iri: string): string => read({ type: "uri", value: iri }, about.labels);
  const net = netOf(things, pair, name, about.site.root, about.site.lang);
  if (!inner.isConnected) return;
  inner.replaceChildren();
  await module.draw(inner, net, { file: "vngov-query" });
}
