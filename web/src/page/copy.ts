/**
 * Copy buttons.
 *
 * `<button data-copy="text">` copies that text, `<button data-copy-from="ID">` what an element says; `data-copied`
 * is what the button says for two seconds afterwards.
 */

import { say } from "../shared/words.ts";

/** Copy a text; where the browser does not allow it, resolve to `false`. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return byHand(text);
  }
}

function byHand(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "away";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

/** Make a button copy what `text` returns and say so. */
export function copies(button: HTMLButtonElement, text: () => string): void {
  const title = button.textContent ?? "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  button.addEventListener("click", () => {
    void copy(text()).then((done) => {
      if (!done) return;
      button.textContent = button.dataset["copied"] ?? say("copied");
      clearTimeout(timer);
      timer = setTimeout(() => (button.textContent = title), 2000);
    });
  });
  button.hidden = false;
}

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-copy], [data-copy-from]")) {
  if (button.dataset["attached"]) continue;
  button.dataset["attached"] = "copy";
  const from = button.dataset["copyFrom"];
  copies(button, () => (from ? (document.getElementById(from)?.textContent?.trim() ?? "") : (button.dataset["copy"] ?? "")));
}
