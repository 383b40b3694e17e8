/** Names of the things in an answer: what the page knows already, and one batched query for the rest. */

import { BASE } from "../shared/href.ts";
import { bind, iriRef } from "./bind.ts";
import { answerOf } from "./term.ts";
import type { Runner } from "./runner.ts";

const MOST = 400;
const QUERY = `PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?thing ?property ?label
WHERE {
  VALUES ?thing { UNDEF }
  VALUES ?property { skos:prefLabel foaf:name rdfs:label dcterms:title }
  ?thing ?property ?label
}`;
const PROPERTIES = ["prefLabel", "name", "label", "title"];

export type Said = { readonly iri: string; readonly property: string; readonly text: string; readonly lang: string };

/** Return the best name of each thing: by property, then language, then alphabet; the pages' own rule. */
export function chosen(all: readonly Said[], lang: string): Map<string, string> {
  const languages = [lang, "vi", "en", ""];
  const rank = (s: Said): readonly [number, number] => [
    PROPERTIES.findIndex((p) => s.property.endsWith(p)),
    languages.includes(s.lang) ? languages.indexOf(s.lang) : languages.length,
  ];
  const best = new Map<string, Said>();
  for (const said of all) {
    const kept = best.get(said.iri);
    if (!kept) best.set(said.iri, said);
    else {
      const [a, b] = [rank(said), rank(kept)];
      const order = a[0] - b[0] || a[1] - b[1] || (said.text < kept.text ? -1 : 1);
      if (order < 0) best.set(said.iri, said);
    }
  }
  return new Map([...best].map(([iri, said]) => [iri, said.text]));
}

/** Names of things, kept as they become known. */
export class Labels {
  readonly #known = new Map<string, string>();
  readonly #asked = new Set<string>();

  constructor(
    readonly runner: Runner,
    readonly lang: string,
  ) {}

  /** Take names that something else knows. */
  add(iri: string, name: string): void {
    if (!this.#known.has(iri)) this.#known.set(iri, name);
  }

  /** Return a thing's name as far as it is known. */
  of(iri: string): string | undefined {
    return this.#known.get(iri);
  }

  /** Ask for the names of things of the project that are not known yet; a failure leaves them nameless. */
  async load(iris: Iterable<string>, signal: AbortSignal): Promise<void> {
    const wanted = [...new Set(iris)].filter((iri) => iri.startsWith(BASE) && !this.#known.has(iri) && !this.#asked.has(iri));
    for (let at = 0; at < wanted.length; at += MOST) await this.#batch(wanted.slice(at, at + MOST), signal);
  }

  async #batch(iris: readonly string[], signal: AbortSignal): Promise<void> {
    for (const iri of iris) this.#asked.add(iri);
    const terms = iris.flatMap((iri) => iriRef(iri) ?? []);
    if (!terms.length) return;
    try {
      const reply = await this.runner.run(bind(QUERY, "thing", terms), "application/sparql-results+json", signal);
      const answer = answerOf(reply.text, reply.type);
      if (answer.kind === "boolean") return;
      const said = answer.rows.flatMap(([thing, property, label]): Said[] =>
        thing && property && label
          ? [{ iri: thing.value, property: property.value, text: label.value, lang: label.lang ?? "" }]
          : [],
      );
      for (const [iri, name] of chosen(said, this.lang)) this.#known.set(iri, name);
    } catch {
      for (const iri of iris) this.#asked.delete(iri); // names are a help, no answer depends on them
    }
  }
}
