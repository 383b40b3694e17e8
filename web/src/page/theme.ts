/**
 * The theme button: as the system, light, dark.
 *
 * `<button data-island="theme" data-light="Sáng" data-dark="Tối" data-system="Theo máy" hidden>Giao diện</button>`
 * sets `data-theme` on `<html>` and remembers it (`vngov-theme`). Its own words stay as its accessible name's start.
 */

import { attach } from "../shared/dom.ts";

const KEY = "vngov-theme";
const ORDER = ["system", "light", "dark"] as const;
type Theme = (typeof ORDER)[number];

function chosen(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === "light" || kept === "dark" ? kept : "system";
  } catch {
    return "system";
  }
}

function choose(theme: Theme): void {
  try {
    if (theme === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // no storage: the choice lasts as long as the page
  }
}

function apply(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  document.dispatchEvent(new CustomEvent("vngov:theme", { detail: { theme } }));
}

attach<HTMLButtonElement>("theme", (button) => {
  const title = button.textContent?.trim() ?? "";
  let theme = chosen();
  const show = (): void => {
    const word = button.dataset[theme] ?? theme;
    button.textContent = title ? `${title}: ${word}` : word;
  };
  button.addEventListener("click", () => {
    theme = ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length] ?? "system";
    choose(theme);
    apply(theme);
    show();
  });
  apply(theme);
  show();
  button.hidden = false;
});
