/** A scene painted as a PNG file. */

import type { Scene } from "./scene.ts";

/** Return a scene as a PNG, at twice its size where the browser allows that. */
export async function pngOf(scene: Scene): Promise<Blob> {
  const times = scene.width * scene.height * 4 < 64e6 ? 2 : 1;
  const canvas = document.createElement("canvas");
  canvas.width = scene.width * times;
  canvas.height = scene.height * times;
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("no canvas");
  pen.scale(times, times);
  paint(scene, pen);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"),
  );
}

function paint(scene: Scene, pen: CanvasRenderingContext2D): void {
  pen.fillStyle = scene.paper;
  pen.fillRect(0, 0, scene.width, scene.height);
  pen.lineWidth = 1;
  for (const line of scene.lines) {
    pen.strokeStyle = line.colour;
    pen.beginPath();
    pen.moveTo(line.x1, line.y1);
    pen.lineTo(line.x2, line.y2);
    pen.stroke();
  }
  pen.strokeStyle = scene.paper;
  for (const disc of scene.discs) {
    pen.fillStyle = disc.colour;
    pen.beginPath();
    pen.arc(disc.x, disc.y, disc.r, 0, 2 * Math.PI);
    pen.fill();
    pen.stroke();
  }
  pen.font = "13px 'Noto Sans', system-ui, sans-serif";
  pen.lineWidth = 3;
  pen.lineJoin = "round";
  pen.fillStyle = scene.ink;
  for (const { x, y, text } of scene.texts) {
    pen.strokeText(text, x, y);
    pen.fillText(text, x, y);
  }
}
