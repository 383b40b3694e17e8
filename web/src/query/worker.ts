/** The worker of static sites: Oxigraph over the dump. Each message asks one thing and gets one answer. */

import init, { Store } from "oxigraph/web.js";

export type Ask = { readonly id: number; readonly query: string; readonly accept: string } | { readonly id: number; readonly dump: string };
export type Told = { readonly id: number; readonly text?: string; readonly type?: string; readonly error?: string };

let store: Store | undefined;

async function load(address: string): Promise<void> {
  const ready = init();
  const response = await fetch(address);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const quads = await unpacked(await response.arrayBuffer());
  await ready;
  const made = new Store();
  made.load(quads, { format: "application/n-quads", lenient: true, no_transaction: true });
  made.load(union(quads), { format: "application/n-triples", lenient: true, no_transaction: true });
  store = made;
}

/** Return a text that may be gzip still: some servers unpack it on the way, some do not. */
async function unpacked(bytes: ArrayBuffer): Promise<string> {
  const [first, second] = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength));
  if (first !== 0x1f || second !== 0x8b) return new TextDecoder().decode(bytes);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

/** Return the distinct triples of N-Quads as N-Triples: the default graph is the union, as on the server. */
function union(quads: string): string {
  const lines = new Set<string>();
  for (const line of quads.split("\n")) if (line) lines.add(line.slice(0, line.lastIndexOf(" <")) + " .\n");
  return [...lines].join("");
}

function answer(query: string, accept: string): string {
  if (!store) throw new Error("the graph is not loaded");
  return String(store.query(query, { results_format: accept }));
}

self.addEventListener("message", (event: MessageEvent<Ask>) => {
  const asked = event.data;
  const tell = (told: Omit<Told, "id">): void => self.postMessage({ id: asked.id, ...told });
  if ("dump" in asked)
    load(asked.dump).then(
      () => tell({ text: "" }),
      (error: unknown) => tell({ error: (error as Error).message }),
    );
  else
    try {
      tell({ text: answer(asked.query, asked.accept), type: asked.accept });
    } catch (error) {
      tell({ error: error instanceof Error ? error.message : String(error) });
    }
});
