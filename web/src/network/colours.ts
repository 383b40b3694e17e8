/** Colours of a network: read from the page's custom properties, so that themes and prints agree. */

export type Colours = {
  readonly ink: string;
  readonly quiet: string;
  readonly paper: string;
  readonly rule: string;
  readonly accent: string;
  node(kind: string): string;
  edge(role: string): string;
};

let canvas: CanvasRenderingContext2D | null | undefined;

/** Return a CSS colour as `#rrggbb` or `rgba(…)`, which WebGL code can read. */
function plain(colour: string, otherwise: string): string {
  canvas ??= document.createElement("canvas").getContext("2d");
  if (!canvas || !colour) return otherwise;
  canvas.fillStyle = otherwise;
  canvas.fillStyle = colour;
  return String(canvas.fillStyle);
}

/** Return a colour half way to the ground: edges stand back behind nodes, and no pixel has to be blended. */
function faint(colour: string, paper: string): string {
  const parts = (text: string): number[] => (/^#(..)(..)(..)$/.exec(text) ?? []).slice(1).map((part) => parseInt(part, 16));
  const ground = parts(paper);
  const mixed = parts(colour).map((part, i) => Math.round((part + (ground[i] ?? part)) / 2));
  return mixed.length ? `#${mixed.map((part) => part.toString(16).padStart(2, "0")).join("")}` : colour;
}

/** Return the colours that hold for an element now. */
export function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element);
  const dark = style.colorScheme.startsWith("dark");
  const known = new Map<string, string>();
  const first = (names: readonly string[], otherwise: string): string => {
    const key = names.join(" ");
    const found = known.get(key);
    if (found) return found;
    const value = names.map((name) => style.getPropertyValue(name).trim()).find(Boolean) ?? "";
    const made = plain(value, otherwise);
    known.set(key, made);
    return made;
  };
  const accent = first(["--accent"], dark ? "#9cc8ea" : "#0b3d5c");
  const paper = first(["--paper"], dark ? "#10161c" : "#ffffff");
  const rule = first(["--rule"], dark ? "#33404c" : "#d3dae1");
  const line = first(["--edge", "--quiet"], dark ? "#a5b2be" : "#4d5a67");
  return {
    ink: first(["--ink"], dark ? "#e5eaef" : "#17212b"),
    quiet: first(["--quiet"], dark ? "#a5b2be" : "#4d5a67"),
    paper,
    rule,
    accent,
    node: (kind) => (kind ? first([`--kind-${kind}`, `--level-${kind}`], accent) : accent),
    edge: (role) => faint(role ? first([`--edge-${role}`, `--role-${role}`], line) : line, paper),
  };
}
