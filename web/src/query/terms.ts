/** The ontology for completion: its terms by the words of their labels in both languages, and by their names. */

import { fold } from "../shared/fold.ts";

export type Kind = "class" | "property" | "code" | "thing";
export type Named = { readonly iri: string; readonly curie: string; readonly kind: Kind; readonly labels: Readonly<Record<string, string>> };
export type Terms = { readonly prefixes: Readonly<Record<string, string>>; readonly terms: readonly Named[] };
export type Hit = { readonly term: Named; readonly label: string; readonly score: number };

const ORDER: Readonly<Record<Kind, number>> = { class: 0, property: 1, code: 2, thing: 3 };

/** Terms that answer to what one types. */
export class Index {
  readonly #entries: readonly { term: Named; names: readonly { folded: string; said: string }[] }[];
  readonly byIri: ReadonlyMap<string, Named>;

  constructor(readonly known: Terms) {
    this.byIri = new Map(known.terms.map((term) => [term.iri, term]));
    this.#entries = known.terms.map((term) => ({
      term,
      names: [...new Set([...Object.values(term.labels), term.curie, term.curie.split(/[:/#]/).pop() ?? ""])]
        .filter(Boolean)
        .map((said) => ({ folded: fold(said), said })),
    }));
  }

  /** Return the terms that a typed text may mean, best first: whole names, then beginnings, then words within. */
  find(typed: string, lang: string, most = 60): Hit[] {
    const folded = fold(typed);
    if (!folded) return [];
    const hits: Hit[] = [];
    for (const { term, names } of this.#entries) {
      let score = 0;
      for (const name of names) score = Math.max(score, closeness(name.folded, folded));
      if (score) hits.push({ term, label: this.label(term, lang), score: score - ORDER[term.kind] / 10 });
    }
    return hits.sort((a, b) => b.score - a.score || a.label.length - b.label.length || (a.label < b.label ? -1 : 1)).slice(0, most);
  }

  /** Return the name of a term in a language, else in another, else its short IRI. */
  label(term: Named, lang: string): string {
    return term.labels[lang] ?? term.labels["vi"] ?? term.labels["en"] ?? term.curie;
  }

  /** Return the things and codes of a parameter's kind. */
  ofKind(kind: string): Named[] {
    const path = kind === "decision" ? "/vngov/eli/vn/" : kind.startsWith("code/") ? `/vngov/${kind}/` : `/vngov/id/${kind}/`;
    return this.known.terms.filter((term) => term.iri.includes(path));
  }
}

function closeness(name: string, typed: string): number {
  if (name === typed) return 4;
  if (name.startsWith(typed)) return 3;
  return typed.length > 1 && name.includes(` ${typed}`) ? 2 : 0;
}

/** Return terms as the JSON says them; what is not of that form is left out. */
export function read(given: unknown): Terms {
  const { prefixes = {}, terms = [] } = (given ?? {}) as { prefixes?: Record<string, unknown>; terms?: unknown[] };
  const spaces = Object.entries(prefixes).filter(([p, n]) => /^[a-z]\w*$/i.test(p) && /^https?:[^\s<>"{}|\\^`]+$/.test(String(n)));
  const kept = (terms as Record<string, unknown>[]).flatMap((item): Named[] => {
    const { iri, curie, kind, labels } = item;
    if (typeof iri !== "string" || typeof kind !== "string" || !(kind in ORDER) || /[\s<>"{}|\\^`]/.test(iri)) return [];
    const said = Object.entries((labels ?? {}) as object).filter(([, text]) => typeof text === "string");
    return [{ iri, curie: typeof curie === "string" ? curie : iri, kind: kind as Kind, labels: Object.fromEntries(said) as Record<string, string> }];
  });
  return { prefixes: Object.fromEntries(spaces) as Record<string, string>, terms: kept };
}
