/** The editor: CodeMirror in a shadow root, where its styles are constructed sheets that a strict policy allows. */

import { autocompletion, completionStatus } from "@codemirror/autocomplete";
import { HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState, Prec, type TransactionSpec } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { basicSetup } from "codemirror";
import { sparql } from "codemirror-lang-sparql";

import { el } from "../shared/dom.ts";
import { say } from "../shared/words.ts";
import { source } from "./complete.ts";
import { lines, missing, placeOf } from "./prefixes.ts";
import type { Problem } from "./problem.ts";
import type { Index } from "./terms.ts";

const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--level-ministry)", fontWeight: "700" },
  { tag: tags.comment, color: "var(--quiet)" },
  { tag: [tags.string, tags.annotation], color: "var(--good)" },
  { tag: tags.variableName, color: "var(--level-national)" },
  { tag: [tags.url, tags.namespace, tags.typeName], color: "var(--link)" },
  { tag: [tags.integer, tags.float, tags.bool], color: "var(--gold)" },
]);

const LOOK = EditorView.theme({
  "&": { backgroundColor: "var(--paper)", color: "var(--ink)", border: "1px solid var(--quiet)", borderRadius: "6px", fontSize: ".9rem" },
  "&.cm-focused": { outline: "3px solid var(--link)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5", maxHeight: "60vh" },
  ".cm-content, .cm-gutter": { minHeight: "14rem" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--raised)", color: "var(--quiet)", borderRight: "1px solid var(--rule)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--link) 8%, transparent)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--link) 28%, transparent)",
  },
  ".cm-tooltip": { backgroundColor: "var(--paper)", color: "var(--ink)", border: "1px solid var(--rule)", boxShadow: "var(--shadow)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--sans)", maxHeight: "18rem", maxWidth: "min(44rem, 90vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: ".25rem .5rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--on-accent)" },
  ".cm-completionDetail": { color: "inherit", opacity: "1", fontStyle: "normal", fontSize: ".85em", marginLeft: ".8em" },
  ".cm-panels": { backgroundColor: "var(--raised)", color: "var(--ink)" },
});

export type Editor = {
  text(): string;
  set(text: string): void;
  focus(): void;
  /** Mark where the query is wrong, or nothing. */
  mark(problem: Problem | undefined): void;
};

/** Put an editor in front of a textarea and keep both the same. */
export function edit(
  area: HTMLTextAreaElement,
  lang: string,
  index: () => Index | undefined,
  acts: { run(): void; changed(): void },
): Editor {
  const host = el("div", { class: "editor" });
  const root = host.attachShadow({ mode: "open" });
  const help = el("p", { class: "editor-keys quiet" }, say("editor_keys"));
  area.before(host);
  host.after(help);
  area.hidden = true;
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: area.value,
      extensions: [
        Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => (acts.run(), true) }])),
        Prec.high(keymap.of([{ key: "Tab", run: indent }])),
        basicSetup,
        sparql(),
        indentUnit.of("  "),
        syntaxHighlighting(COLOURS),
        LOOK,
        autocompletion({ override: [source(index, lang)], icons: false, activateOnTypingDelay: 80 }),
        lintGutter(),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({
          tabindex: "0",
          "aria-label": `${area.labels[0]?.textContent?.trim() || say("editor")}. ${say("editor_keys")}`,
        }),
        prefixing(index),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          area.value = update.state.doc.toString();
          acts.changed();
        }),
      ],
    }),
  });
  for (const label of area.labels) label.addEventListener("click", () => view.focus());
  return {
    text: () => view.state.doc.toString(),
    set: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
    focus: () => view.focus(),
    mark: (problem) => mark(view, problem),
  };
}

/** Tab puts two spaces; with the list of completions open, or something selected, other commands have it. */
function indent(view: EditorView): boolean {
  if (completionStatus(view.state) === "active" || !view.state.selection.main.empty) return false;
  view.dispatch(view.state.replaceSelection("  "), { scrollIntoView: true, userEvent: "input" });
  return true;
}

/** Declare a known prefix as soon as its colon is typed. */
function prefixing(index: () => Index | undefined) {
  return EditorState.transactionFilter.of((tr) => {
    const known = index()?.known.prefixes;
    if (!known || !tr.docChanged || !tr.isUserEvent("input.type")) return tr;
    const at = tr.newSelection.main.head;
    const typed = tr.newDoc.sliceString(Math.max(0, at - 1), at);
    if (typed !== ":") return tr;
    const text = tr.newDoc.toString();
    const line = tr.newDoc.lineAt(at).text;
    const wanted = /^\s*PREFIX\b/i.test(line) ? [] : missing(text, known);
    const [prefix] = wanted.filter((p) => text.slice(0, at).endsWith(`${p}:`));
    if (!prefix) return tr;
    const more: TransactionSpec = { changes: { from: placeOf(text), insert: lines([prefix], known) }, sequential: true };
    return [tr, more];
  });
}

function mark(view: EditorView, problem: Problem | undefined): void {
  const { doc } = view.state;
  if (!problem || problem.line > doc.lines || problem.line < 1) return view.dispatch(setDiagnostics(view.state, []));
  const line = doc.line(problem.line);
  const last = Math.max(line.from, line.to - 1); // what is missing at the end of a line shows at its last character
  const from = Math.min(line.from + Math.max(problem.column - 1, 0), last);
  const word = /^[^\s{}()]+/.exec(doc.sliceString(from, line.to))?.[0].length ?? 0;
  const to = Math.min(from + Math.max(word, 1), line.to);
  view.dispatch(setDiagnostics(view.state, [{ from, to, severity: "error", message: problem.message }]), {
    selection: { anchor: from },
    scrollIntoView: true,
  });
}
