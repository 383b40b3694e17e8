/** Where an engine says a query is wrong: `line 3, column 5: …`, `error at 3:5: …`. */

export type Problem = { readonly line: number; readonly column: number; readonly message: string };

const PLACES = [/\bline\s+(\d+)\s*,?\s+col(?:umn)?\s+(\d+)\s*:?\s*/i, /\b(?:error at |at )?(\d+):(\d+):\s*/i];

/** Return the place that a message names, and the message without it; `undefined` if it names none. */
export function problemOf(message: string): Problem | undefined {
  for (const place of PLACES) {
    const found = place.exec(message);
    if (!found) continue;
    const rest = message.slice(found.index + found[0].length).trim();
    return { line: Number(found[1]), column: Number(found[2]), message: rest || message };
  }
  return undefined;
}
