/** RDF terms as the SPARQL 1.1 JSON results write them, and what a runner's text says. */

export type Term = {
  readonly type: "uri" | "literal" | "bnode";
  readonly value: string;
  readonly lang?: string;
  readonly datatype?: string;
};
export type Cell = Term | undefined;
export type Answer =
  | { readonly kind: "table" | "graph"; readonly columns: readonly string[]; readonly rows: readonly (readonly Cell[])[] }
  | { readonly kind: "boolean"; readonly value: boolean };

const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMBERS = new Set(["integer", "decimal", "double", "float", "int", "long", "short", "nonNegativeInteger", "positiveInteger"]);

/** Return whether a cell holds a number. */
export function isNumber(cell: Cell): boolean {
  const type = cell?.type === "literal" ? cell.datatype : undefined;
  return type !== undefined && type.startsWith(XSD) && NUMBERS.has(type.slice(XSD.length)) && Number.isFinite(Number(cell?.value));
}

/** Return what a text of results says: SPARQL JSON, or N-Triples for a graph. */
export function answerOf(text: string, type: string): Answer {
  return type.includes("json") ? table(JSON.parse(text) as Json) : graph(text);
}

type Binding = { type: string; value: string; "xml:lang"?: string; datatype?: string };
type Json = { boolean?: boolean; head: { vars?: string[] }; results?: { bindings: Record<string, Binding>[] } };

function table(json: Json): Answer {
  if (typeof json.boolean === "boolean") return { kind: "boolean", value: json.boolean };
  const columns = json.head.vars ?? [];
  const rows = (json.results?.bindings ?? []).map((row) => columns.map((column) => term(row[column])));
  return { kind: "table", columns, rows };
}

function term(given: Binding | undefined): Cell {
  if (!given) return undefined;
  if (given.type === "uri" || given.type === "bnode") return { type: given.type, value: String(given.value) };
  const lang = given["xml:lang"];
  const value = typeof given.value === "string" ? given.value : JSON.stringify(given.value);
  return { type: "literal", value, ...(lang ? { lang } : {}), ...(given.datatype ? { datatype: given.datatype } : {}) };
}

const TRIPLE =
  /^\s*(?:<([^>]*)>|(_:\S+))\s+<([^>]*)>\s+(?:<([^>]*)>|(_:\S+)|"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?)\s*\.\s*$/;

function graph(text: string): Answer {
  const rows = text.split("\n").flatMap((line): Cell[][] => {
    const found = TRIPLE.exec(line);
    if (!found) return [];
    const [, s, sb, p, o, ob, literal, lang, datatype] = found;
    const subject: Term = s === undefined ? { type: "bnode", value: sb ?? "" } : { type: "uri", value: unescaped(s) };
    const predicate: Term = { type: "uri", value: unescaped(p ?? "") };
    if (o !== undefined) return [[subject, predicate, { type: "uri", value: unescaped(o) }]];
    if (ob !== undefined) return [[subject, predicate, { type: "bnode", value: ob }]];
    const value = unescaped(literal ?? "");
    return [[subject, predicate, { type: "literal", value, ...(lang ? { lang } : {}), ...(datatype ? { datatype } : {}) }]];
  });
  return { kind: "graph", columns: ["subject", "predicate", "object"], rows };
}

const ESCAPES: Readonly<Record<string, string>> = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f", '"': '"', "'": "'", "\\": "\\" };

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (_, short, long, letter: string) => {
    const code = short ?? long;
    return code ? String.fromCodePoint(parseInt(code as string, 16)) : (ESCAPES[letter] ?? letter);
  });
}
