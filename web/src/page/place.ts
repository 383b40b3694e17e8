/** Where a note stands beside its button: below, or above where there is more room, within the window. */

type Box = { left: number; top: number; bottom: number; width: number };
type Size = { width: number; height: number };

const GAP = 6;
const EDGE = 8;

/** Return the corner of a note of a size beside a button, both in the window's coordinates. */
export function place(button: Box, note: Size, view: Size): { left: number; top: number } {
  const most = Math.max(EDGE, view.width - note.width - EDGE);
  const left = Math.min(Math.max(EDGE, button.left + button.width / 2 - note.width / 2), most);
  const below = button.bottom + GAP;
  const above = button.top - GAP - note.height;
  const fits = below + note.height <= view.height - EDGE;
  return { left: Math.round(left), top: Math.round(fits || above < EDGE ? below : above) };
}
