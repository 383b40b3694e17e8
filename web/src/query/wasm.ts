/** The runner of static sites: a worker that is started when first asked, and ended when a query must stop. */

import { beside } from "../shared/dom.ts";
import { say } from "../shared/words.ts";
import type { Reply, Runner } from "./runner.ts";
import type { Told } from "./worker.ts";

const SECONDS = 30;

type Waiting = { done(told: Told): void };

/** Return a runner over a dump; `loading` is told when the graph is being loaded and when it is there. */
export function wasm(dump: string, loading: (busy: boolean) => void): Runner {
  let worker: Worker | undefined;
  let ready: Promise<void> | undefined;
  let serial = 0;
  const waiting = new Map<number, Waiting>();

  const end = (): void => {
    worker?.terminate();
    worker = ready = undefined;
    for (const [id, { done }] of waiting) done({ id, error: "" });
    waiting.clear();
  };
  const ask = (what: object): Promise<Told> =>
    new Promise((resolve) => {
      const id = ++serial;
      waiting.set(id, { done: resolve });
      worker?.postMessage({ id, ...what });
    });
  const start = (): Promise<void> => {
    worker = new Worker(beside("worker.js"), { type: "module" });
    worker.addEventListener("message", (event: MessageEvent<Told>) => {
      waiting.get(event.data.id)?.done(event.data);
      waiting.delete(event.data.id);
    });
    worker.addEventListener("error", (event) => {
      const message = event.message || say("failed", { why: "worker.js" });
      for (const [id, { done }] of waiting) done({ id, error: message });
      waiting.clear();
      ready = undefined;
    });
    loading(true);
    return ask({ dump }).then((told) => {
      loading(false);
      if (told.error === undefined) return;
      end();
      throw new Error(say("failed", { why: told.error }));
    });
  };

  return {
    async run(query, accept, signal): Promise<Reply> {
      const stopped = new Promise<never>((_, reject) => {
        const stop = (): void => {
          end();
          reject(new DOMException("stopped", "AbortError"));
        };
        if (signal.aborted) stop();
        else signal.addEventListener("abort", stop, { once: true });
      });
      await Promise.race([(ready ??= start()), stopped]);
      let timer: ReturnType<typeof setTimeout> | undefined;
      const slow = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          end();
          reject(new Error(say("too_slow", { s: SECONDS })));
        }, SECONDS * 1000);
      });
      try {
        const told = await Promise.race([ask({ query, accept }), stopped, slow]);
        if (told.error !== undefined) throw new Error(told.error);
        return { text: told.text ?? "", type: told.type ?? accept };
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
