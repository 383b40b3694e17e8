/** Moving by arrow keys: which node lies in a direction. */

type Place = { readonly id: string; readonly x: number; readonly y: number };

const DIRECTIONS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

/** Return whether a key moves. */
export function moves(key: string): boolean {
  return key in DIRECTIONS;
}

/**
 * Return the place that lies in a key's direction from another, or `undefined`.
 *
 * Near and straight ahead wins; what lies more than 60° off does not count.
 */
export function towards(key: string, from: Place, candidates: Iterable<Place>): string | undefined {
  const direction = DIRECTIONS[key];
  if (!direction) return undefined;
  let best: string | undefined;
  let least = Infinity;
  for (const { id, x, y } of candidates) {
    if (id === from.id) continue;
    const [dx, dy] = [x - from.x, y - from.y];
    const distance = Math.hypot(dx, dy);
    const ahead = distance && (dx * direction[0] + dy * direction[1]) / distance;
    const cost = distance / Math.max(ahead, 0.01);
    if (ahead >= 0.5 && cost < least) [best, least] = [id, cost];
  }
  return best;
}
