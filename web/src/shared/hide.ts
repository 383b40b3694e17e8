/** Hiding: an element may be hidden for several reasons and is shown when none is left. */

/** Hide an element for a reason, or withdraw that reason. */
export function hide(element: HTMLElement, reason: string, hidden: boolean): void {
  const given = element.dataset["hiddenBy"];
  const reasons = new Set((given ?? (element.hidden ? "server" : "")).split(" ").filter(Boolean));
  if (hidden) reasons.add(reason);
  else reasons.delete(reason);
  if (reasons.size) element.dataset["hiddenBy"] = [...reasons].join(" ");
  else delete element.dataset["hiddenBy"];
  element.hidden = reasons.size > 0;
}

/** Withdraw what the server hid, since an island now decides. */
export function takeOver(element: HTMLElement): void {
  hide(element, "server", false);
}
