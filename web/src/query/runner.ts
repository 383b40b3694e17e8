/** Who answers a query: one interface, and its adapter for an endpoint over HTTP. */

export type Reply = { readonly text: string; readonly type: string };

/** Answers queries. A failure is an `Error` whose message may be shown; a stopped run an `AbortError`. */
export interface Runner {
  run(query: string, accept: string, signal: AbortSignal): Promise<Reply>;
}

export type Format = { readonly name: string; readonly ending: string; readonly type: string };

export const TABLES: readonly Format[] = [
  { name: "CSV", ending: "csv", type: "text/csv" },
  { name: "TSV", ending: "tsv", type: "text/tab-separated-values" },
  { name: "JSON", ending: "srj", type: "application/sparql-results+json" },
  { name: "XML", ending: "srx", type: "application/sparql-results+xml" },
];
export const GRAPHS: readonly Format[] = [
  { name: "Turtle", ending: "ttl", type: "text/turtle" },
  { name: "N-Triples", ending: "nt", type: "application/n-triples" },
  { name: "JSON-LD", ending: "jsonld", type: "application/ld+json" },
  { name: "RDF/XML", ending: "rdf", type: "application/rdf+xml" },
];

/** Return whether a query makes a graph, judged by its first keyword. */
export function makesGraph(text: string): boolean {
  const bare = text.replace(/<[^<>\s]*>|#[^\n]*|"[^"\n]*"/g, " ");
  const first = /\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b/i.exec(bare)?.[1]?.toUpperCase();
  return first === "CONSTRUCT" || first === "DESCRIBE";
}

/** Return the type in which a query's answer is read here. */
export function readable(text: string): string {
  return makesGraph(text) ? "application/n-triples" : "application/sparql-results+json";
}

/** Thrown when no server answers. */
export class Unreachable extends Error {}

/** Return a runner for a SPARQL 1.1 endpoint. */
export function http(endpoint: string): Runner {
  return {
    async run(query, accept, signal) {
      let response: Response;
      try {
        const body = new URLSearchParams({ query });
        response = await fetch(endpoint, { method: "POST", body, headers: { Accept: accept }, signal });
      } catch (error) {
        if (signal.aborted) throw error;
        throw new Unreachable();
      }
      const text = await response.text();
      if (!response.ok) throw new Error(message(text, response));
      return { text, type: response.headers.get("Content-Type") ?? accept };
    },
  };
}

function message(text: string, response: Response): string {
  const type = response.headers.get("Content-Type") ?? "";
  try {
    if (type.includes("json")) return String((JSON.parse(text) as { message?: unknown }).message ?? text);
  } catch {
    // no JSON after all: shown as it is
  }
  return type.includes("html") || !text.trim() ? `HTTP ${response.status} ${response.statusText}` : text.trim();
}
