/** Positions for the network of an answer: forces, the same for the same input. For hundreds of nodes. */

type Pair = readonly [number, number];

const ROUNDS = 150;
const FAR = 36; // squared: farther nodes do not push each other, so that parts stay near
const GOLDEN = Math.PI * (3 - Math.sqrt(5));

/** Return positions of `n` nodes joined by edges (Fruchterman and Reingold 1991, from a spiral). */
export function layout(n: number, edges: readonly Pair[]): { x: number; y: number }[] {
  const at = Array.from({ length: n }, (_, i) => {
    const [angle, far] = [i * GOLDEN, Math.sqrt(i + 0.5)];
    return { x: far * Math.cos(angle), y: far * Math.sin(angle) };
  });
  const rounds = n > 1200 ? 0 : n > 400 ? 50 : ROUNDS;
  for (let round = 0; round < rounds; round++) step(at, edges, 2 * (1 - round / rounds) + 0.02);
  return at;
}

function step(at: { x: number; y: number }[], edges: readonly Pair[], heat: number): void {
  const moves = at.map((p) => ({ x: -0.03 * p.x, y: -0.03 * p.y }));
  for (let i = 0; i < at.length; i++)
    for (let j = i + 1; j < at.length; j++) {
      const [a, b, ma, mb] = [at[i], at[j], moves[i], moves[j]];
      if (!a || !b || !ma || !mb) continue;
      const [dx, dy] = [a.x - b.x, a.y - b.y];
      const square = dx * dx + dy * dy + 1e-6;
      if (square > FAR) continue;
      ma.x += dx / square;
      ma.y += dy / square;
      mb.x -= dx / square;
      mb.y -= dy / square;
    }
  for (const [i, j] of edges) {
    const [a, b, ma, mb] = [at[i], at[j], moves[i], moves[j]];
    if (!a || !b || !ma || !mb || i === j) continue;
    const [dx, dy] = [a.x - b.x, a.y - b.y];
    const pull = 0.12 * Math.hypot(dx, dy);
    ma.x -= dx * pull;
    ma.y -= dy * pull;
    mb.x += dx * pull;
    mb.y += dy * pull;
  }
  at.forEach((p, i) => {
    const move = moves[i] ?? { x: 0, y: 0 };
    const far = Math.hypot(move.x, move.y) || 1;
    p.x += (move.x / far) * Math.min(far, heat);
    p.y += (move.y / far) * Math.min(far, heat);
  });
}
