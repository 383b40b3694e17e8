/**
 * The state on a day.
 *
 * `<form data-island="asof" method="get">` with `<input type="date" name="on">`, optionally `<input type="range">`
 * with `data-dates='["2020-05-26", …]'` or `min`/`max` years, `<output data-day>`, a submit and a reset button.
 * Hides each `[data-from], [data-to]` that is not valid on the day, keeps `?on=` in the address and in every link to
 * a page of the site, and fires `vngov:asof` on the document (`detail.on`, empty for all times).
 */

import { asked, remember } from "../shared/address.ts";
import { day, validOn, written } from "../shared/dates.ts";
import { attach } from "../shared/dom.ts";
import { hide, takeOver } from "../shared/hide.ts";
import { language, say } from "../shared/words.ts";
import { stops, withDay } from "./days.ts";

function show(on: string): void {
  for (const element of document.querySelectorAll<HTMLElement>("[data-from], [data-to]")) {
    takeOver(element);
    hide(element, "asof", !validOn(element.dataset["from"], element.dataset["to"], on));
  }
  remember({ on: on ? [on] : [] });
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[href]")) {
    const href = link.getAttribute("href") ?? "";
    if (link.hasAttribute("download") || href.startsWith("#")) continue;
    const changed = withDay(link.href, on, location.origin);
    if (changed) link.href = changed;
  }
  document.dispatchEvent(new CustomEvent("vngov:asof", { detail: { on } }));
}

attach<HTMLFormElement>("asof", (form) => {
  const field = form.querySelector<HTMLInputElement>("input[name=on]");
  if (!field) return;
  const slider = form.querySelector<HTMLInputElement>("input[type=range]");
  const said = form.querySelector<HTMLOutputElement>("[data-day]");
  const days = slider ? stops(slider.dataset["dates"] ?? form.dataset["dates"], slider.min, slider.max) : [];
  if (slider && days.length) {
    slider.min = "0";
    slider.max = String(days.length); // one more stop than days: all times
    slider.step = "1";
  }
  const set = (on: string): void => {
    field.value = on;
    const told = on ? written(on, language()) : say("all");
    if (said) said.value = told;
    if (slider && days.length) {
      const last = days.filter((d) => d <= on).length - 1;
      slider.value = String(on ? Math.max(0, last) : days.length);
      slider.setAttribute("aria-valuetext", told);
    }
    show(on);
  };
  field.addEventListener("change", () => set(day(field.value)));
  slider?.addEventListener("input", () => set(days[Number(slider.value)] ?? ""));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    set(day(field.value));
  });
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    set("");
  });
  for (const submit of form.querySelectorAll<HTMLButtonElement>("button[type=submit]")) submit.hidden = true;
  set(day(asked().get("on")));
});
