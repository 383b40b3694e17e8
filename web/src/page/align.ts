/** Two compositions beside each other: what both have, what changed, what only one has. */

export type Seat = {
  readonly key: string;
  readonly label: string;
  readonly href?: string;
  readonly role?: string;
  readonly roleLabel?: string;
  readonly org?: string;
  readonly orgLabel?: string;
  readonly order?: number;
  readonly fill?: string;
};
export type Mandate = {
  readonly key: string;
  readonly text: string;
  readonly href?: string;
  readonly function?: string;
  readonly topics?: readonly string[];
};
export type Composition = {
  readonly label: string;
  readonly href?: string;
  readonly seats?: readonly Seat[];
  readonly mandates?: readonly Mandate[];
};
export type Verdict = "same" | "changed" | "only-a" | "only-b";
export type Pair<T> = { readonly a?: T; readonly b?: T; readonly verdict: Verdict };

/** Return two lists aligned by key, in the order of the left one; what only the right has follows, in its order. */
export function align<T extends { readonly key: string }>(
  left: readonly T[],
  right: readonly T[],
  changed: (a: T, b: T) => boolean,
): Pair<T>[] {
  const waiting = new Map<string, T[]>();
  for (const item of right) waiting.set(item.key, [...(waiting.get(item.key) ?? []), item]);
  const pairs = left.map((a): Pair<T> => {
    const same = waiting.get(a.key) ?? [];
    const at = Math.max(0, same.findIndex((b) => !changed(a, b)));
    const [b] = same.splice(at, 1);
    return b ? { a, b, verdict: changed(a, b) ? "changed" : "same" } : { a, verdict: "only-a" };
  });
  const rest = right.filter((b) => waiting.get(b.key)?.includes(b));
  return [...pairs, ...rest.map((b): Pair<T> => ({ b, verdict: "only-b" }))];
}

/** Return the seats of two compositions aligned; a seat changed if its role did. */
export function alignSeats(a: Composition, b: Composition): Pair<Seat>[] {
  const order = (seats: readonly Seat[] = []): Seat[] => [...seats].sort((x, y) => (x.order ?? 1e9) - (y.order ?? 1e9));
  return align(order(a.seats), order(b.seats), (x, y) => (x.role ?? "") !== (y.role ?? ""));
}

/** Return the mandates of two compositions aligned. */
export function alignMandates(a: Composition, b: Composition): Pair<Mandate>[] {
  return align(a.mandates ?? [], b.mandates ?? [], () => false);
}
