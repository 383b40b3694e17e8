/**
 * Sources beside their facts.
 *
 * `<button popovertarget="ID" data-source="ID">1</button>` and `<div popover id="ID">…</div>`: the browser opens and
 * closes it; this places it beside its button and opens it by hover and keyboard focus too. One island for the page:
 * it listens to the document, so that buttons which come later work as well.
 */

import { place } from "./place.ts";

const SLOW = 180;
let timer: ReturnType<typeof setTimeout> | undefined;
let hovered: HTMLElement | undefined;

function noteOf(target: EventTarget | null): [HTMLElement, HTMLElement] | undefined {
  const button = target instanceof Element ? target.closest<HTMLElement>("[data-source][popovertarget]") : null;
  const note = button && document.getElementById(button.getAttribute("popovertarget") ?? "");
  return button && note?.popover ? [button, note] : undefined;
}

function put(note: HTMLElement, button: HTMLElement): void {
  const at = place(button.getBoundingClientRect(), note.getBoundingClientRect(), {
    width: document.documentElement.clientWidth,
    height: window.innerHeight,
  });
  note.style.margin = "0";
  note.style.inset = `${at.top}px auto auto ${at.left}px`;
}

function open(button: HTMLElement, note: HTMLElement): void {
  if (note.matches(":popover-open")) return;
  note.showPopover();
  put(note, button);
}

function close(note: HTMLElement | undefined): void {
  if (note?.matches(":popover-open")) note.hidePopover();
}

function leave(): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    close(hovered);
    hovered = undefined;
  }, SLOW);
}

function start(): void {
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const found = noteOf(event.target);
    if (found) {
      clearTimeout(timer);
      const [button, note] = found;
      if (note.matches(":popover-open")) return;
      timer = setTimeout(() => {
        hovered = note;
        open(button, note);
      }, SLOW);
    } else if (hovered && event.target instanceof Node && hovered.contains(event.target)) clearTimeout(timer);
    else leave();
  });
  document.addEventListener("focusin", (event) => {
    const found = noteOf(event.target);
    if (found && found[0].matches(":focus-visible")) open(...found);
  });
  document.addEventListener("focusout", (event) => {
    const found = noteOf(event.target);
    if (found && !(event.relatedTarget instanceof Node && found[1].contains(event.relatedTarget))) close(found[1]);
  });
  document.addEventListener("click", (event) => {
    const found = noteOf(event.target);
    if (!found) return;
    event.preventDefault();
    clearTimeout(timer);
    if (found[1].matches(":popover-open") && hovered !== found[1]) close(found[1]);
    else {
      hovered = undefined;
      open(...found);
    }
  });
}

if (typeof HTMLElement.prototype.showPopover === "function") start();
