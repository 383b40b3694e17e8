/** Completion in the editor: terms by their names in both languages, variables, keywords, prefixes. */

import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import type { EditorView } from "@codemirror/view";

import { lines, missing, placeOf, shortened } from "./prefixes.ts";
import type { Hit, Index } from "./terms.ts";

const KEYWORDS =
  "SELECT DISTINCT WHERE CONSTRUCT ASK DESCRIBE FILTER OPTIONAL UNION GRAPH VALUES BIND MINUS EXISTS LIMIT OFFSET PREFIX COUNT COALESCE CONTAINS BOUND LANG STR UNDEF REGEX LCASE YEAR".split(
    " ",
  );
const PAIRS = ["ORDER BY", "GROUP BY", "NOT EXISTS"];
const TYPES = { class: "class", property: "property", code: "constant", thing: "text" } as const;
const PHRASE = /(?:[\p{L}\p{M}\p{N}_-]+[ ]){0,3}[\p{L}\p{M}\p{N}_-]+$/u;
const DEEP = 3;

/** Return what completes at the cursor, with the ontology as far as it is there. */
export function source(index: () => Index | undefined, lang: string) {
  return (context: CompletionContext): CompletionResult | null => {
    if (silent(context)) return null;
    const variable = context.matchBefore(/[?$]\w*$/);
    if (variable) return { from: variable.from, options: variables(context), validFor: /^[?$]\w*$/ };
    const known = index();
    const named = context.matchBefore(/[A-Za-z][\w-]*:[\p{L}\p{M}\w-]*$/u);
    if (named && known) return ofPrefix(known, named, lang);
    return words(context, known, lang);
  };
}

function silent(context: CompletionContext): boolean {
  const node = syntaxTree(context.state).resolveInner(context.pos, -1);
  return /^(?:Comment|String|IriRef|Iri)$/.test(node.name) && node.from < context.pos;
}

function variables(context: CompletionContext): Completion[] {
  const all = context.state.doc.toString().matchAll(/[?$][A-Za-z_]\w*/g);
  const typed = context.matchBefore(/[?$]\w*$/)?.text;
  const counts = new Map<string, number>();
  for (const [name] of all) counts.set(name, (counts.get(name) ?? 0) + 1);
  if (typed && counts.get(typed) === 1) counts.delete(typed);
  return [...counts.keys()].sort().map((label) => ({ label, type: "variable" }));
}

function ofPrefix(known: Index, named: { from: number; text: string }, lang: string): CompletionResult | null {
  const [prefix = "", local = ""] = named.text.split(":");
  const namespace = known.known.prefixes[prefix];
  if (!namespace) return null;
  const hits = local ? known.find(local, lang, 500) : known.known.terms.map((term) => ({ term, label: known.label(term, lang), score: 1 }));
  const inside = hits.filter(({ term }) => shortened(term.iri, known.known.prefixes).prefix === prefix);
  return inside.length ? { from: named.from, options: options(inside.slice(0, 80), known), filter: false } : null;
}

function words(context: CompletionContext, known: Index | undefined, lang: string): CompletionResult | null {
  const before = context.state.doc.lineAt(context.pos).text.slice(0, context.pos - context.state.doc.lineAt(context.pos).from);
  const phrase = PHRASE.exec(before)?.[0];
  if (!phrase) return context.explicit && known ? { from: context.pos, options: keywords("") } : null;
  const parts = phrase.split(" ");
  for (let words = Math.min(parts.length, DEEP + 1); words > 0; words--) {
    const typed = parts.slice(-words).join(" ");
    const hits = known?.find(typed, lang) ?? [];
    const plain = words === 1 ? keywords(typed) : [];
    if (words > 1 && !hits.some((h) => h.score > 2)) continue;
    if (hits.length || plain.length)
      return { from: context.pos - typed.length, options: [...plain, ...options(hits, known)], filter: false };
  }
  return null;
}

function keywords(typed: string): Completion[] {
  const start = typed.toUpperCase();
  return [...KEYWORDS, ...PAIRS]
    .filter((word) => word.startsWith(start) && word !== typed)
    .map((label) => ({ label, type: "keyword", boost: start.length > 1 ? 1 : -1 }));
}

function options(hits: readonly Hit[], known: Index | undefined): Completion[] {
  if (!known) return [];
  return hits.map(({ term, label }) => {
    const { text } = shortened(term.iri, known.known.prefixes);
    const other = Object.values(term.labels).filter((said) => said !== label);
    return {
      label: text.startsWith("<") ? label : text,
      displayLabel: label,
      detail: text.startsWith("<") ? [...other, text].join(" · ") : [text, ...other].join(" · "),
      type: TYPES[term.kind],
      apply: (view: EditorView, _: Completion, from: number, to: number) => insert(view, from, to, text, known),
    };
  });
}

/** Put a text in, and the prefixes that it needs at the head, as one step. */
function insert(view: EditorView, from: number, to: number, text: string, known: Index): void {
  const whole = view.state.doc.toString();
  const after = whole.slice(0, from) + text + whole.slice(to);
  const needed = text.startsWith("<") ? [] : missing(after, known.known.prefixes);
  const head = lines(needed, known.known.prefixes);
  const at = placeOf(whole);
  view.dispatch({
    changes: [...(head ? [{ from: at, insert: head }] : []), { from, to, insert: text }],
    selection: { anchor: from + text.length + (at <= from ? head.length : 0) },
    userEvent: "input.complete",
  });
}
