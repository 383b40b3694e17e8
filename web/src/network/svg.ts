/** A scene written as an SVG file. */

import type { Scene } from "./scene.ts";

const FONT = "'Noto Sans', system-ui, sans-serif";

/** Return a text as it may stand in XML, in an element and in an attribute. */
export function escaped(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, "")
    .replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

const n = (value: number): string => String(Math.round(value * 10) / 10);

/** Return a scene as SVG: every node has its label as a title. */
export function svgOf(scene: Scene): string {
  const lines = scene.lines.map(
    (l) => `<path d="M${n(l.x1)} ${n(l.y1)}L${n(l.x2)} ${n(l.y2)}" stroke="${escaped(l.colour)}"/>`,
  );
  const discs = scene.discs.map(
    (d) =>
      `<circle cx="${n(d.x)}" cy="${n(d.y)}" r="${n(d.r)}" fill="${escaped(d.colour)}"><title>${escaped(d.label)}</title></circle>`,
  );
  const texts = scene.texts.map((t) => `<text x="${n(t.x)}" y="${n(t.y)}">${escaped(t.text)}</text>`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${scene.width} ${scene.height}" width="${scene.width}" height="${scene.height}">`,
    `<rect width="100%" height="100%" fill="${escaped(scene.paper)}"/>`,
    `<g fill="none" stroke-width="1">`,
    ...lines,
    `</g>`,
    `<g stroke="${escaped(scene.paper)}" stroke-width="1">`,
    ...discs,
    `</g>`,
    `<g font-family="${FONT}" font-size="13" fill="${escaped(scene.ink)}" stroke="${escaped(scene.paper)}" stroke-width="3" paint-order="stroke">`,
    ...texts,
    `</g>`,
    `</svg>`,
    ``,
  ].join("\n");
}
