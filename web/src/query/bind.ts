/**
 * Parameters of a query, bound without pasting.
 *
 * A parameter stands as `VALUES ?name { UNDEF }`, which means «any»; binding replaces `UNDEF` by the serialisation of
 * one term, so that a hostile value stays a value. The same rules as `vngov.queries` of the package.
 */

import { BASE } from "../shared/href.ts";
import { day } from "../shared/dates.ts";
import type { Word } from "../shared/words.ts";

export type Parameter = {
  readonly name: string;
  readonly type: "iri" | "date" | "text" | "integer";
  readonly kind?: string | null;
  readonly doc?: string;
  readonly default?: string | null;
  readonly unless?: string | null;
};

/** A value that is not of its parameter's type; `word` says so to the reader. */
export class WrongValue extends Error {
  constructor(
    readonly parameter: string,
    readonly word: Word,
  ) {
    super(`${parameter}: ${word}`);
  }
}

const XSD = "http://www.w3.org/2001/XMLSchema#";
const BAD = /[\u0000-\u0020<>"{}|\\^`]/;
const LONE = /\p{Cs}/u; // half a surrogate pair, which no text has
const SLUG = /^[a-z0-9]+(?:[-.~][a-z0-9]+)*$/;
const WORD = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Return an IRI as SPARQL writes it, or `undefined` if it has a character that no IRI has. */
export function iriRef(iri: string): string | undefined {
  return iri && !BAD.test(iri) && !LONE.test(iri) ? `<${iri}>` : undefined;
}

/** Return a text as a SPARQL string: everything that could end it is escaped. */
export function string(text: string): string {
  const whole = text.replace(new RegExp(LONE, "gu"), "\uFFFD");
  const inner = whole.replace(/[\\"\u0000-\u001F\u007F]/g, (c) =>
    c === "\\" || c === '"' ? `\\${c}` : `\\u${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`,
  );
  return `"${inner}"`;
}

/** Return the SPARQL term of a value as a reader types it. Throws `WrongValue`. */
export function termOf(parameter: Parameter, value: string): string {
  if (parameter.type === "date") {
    if (!day(value)) throw new WrongValue(parameter.name, "no_date");
    return `"${value}"^^<${XSD}date>`;
  }
  if (parameter.type === "integer") {
    if (!/^-?[0-9]{1,18}$/.test(value)) throw new WrongValue(parameter.name, "no_integer");
    return `"${value}"^^<${XSD}integer>`;
  }
  if (parameter.type === "text") return string(value);
  const made = iriRef(value.includes("://") ? value : (minted(parameter.kind ?? "source", value) ?? ""));
  if (!made) throw new WrongValue(parameter.name, "no_iri");
  return made;
}

/** Return the IRI of a thing by kind and id, or `undefined` if the id is no slug. */
export function minted(kind: string, id: string): string | undefined {
  const parts = ["decision", "graph", "query"].includes(kind) ? id.split("/") : [id];
  if (!parts.every((part) => SLUG.test(part))) return undefined;
  if (kind === "decision") return `${BASE}eli/vn/${id}`;
  return kind === "graph" || kind === "query" || kind.startsWith("code/") ? `${BASE}${kind}/${id}` : `${BASE}id/${kind}/${id}`;
}

function place(name: string, flags = ""): RegExp {
  return new RegExp(`VALUES\\s+\\?${WORD.test(name) ? name : "\\b\\B"}\\s*\\{\\s*UNDEF\\s*\\}`, flags);
}

/** Return whether a query has a place for a parameter. */
export function takes(text: string, name: string): boolean {
  return place(name).test(text);
}

/** Return a query with every place of a parameter holding these terms. */
export function bind(text: string, name: string, terms: readonly string[]): string {
  return text.replace(place(name, "g"), () => `VALUES ?${name} { ${terms.join(" ")} }`);
}

/** Return a query with its parameters bound; an empty value, and «any», leaves a place open. Throws `WrongValue`. */
export function bound(text: string, parameters: readonly Parameter[], values: Readonly<Record<string, string>>): string {
  let made = text;
  for (const parameter of parameters) {
    const value = (values[parameter.name] ?? "").trim();
    if (value && value !== "any") made = bind(made, parameter.name, [termOf(parameter, value)]);
  }
  return made;
}
