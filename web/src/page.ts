/** What every page loads: it looks for what the page asks for and loads those islands only. */

const ISLANDS = ["asof", "compare", "explore", "network", "query", "search", "suggest", "theme"];

const here = import.meta.url; // apart, so that the bundler leaves these addresses alone
const wanted = new Set<string>();
for (const element of document.querySelectorAll<HTMLElement>("[data-island]"))
  for (const name of (element.dataset["island"] ?? "").split(" ")) if (ISLANDS.includes(name)) wanted.add(name);
if (document.querySelector("[data-source][popovertarget]")) wanted.add("tips");
if (document.querySelector("[data-copy], [data-copy-from]")) wanted.add("copy");

for (const name of wanted) void import(/* @vite-ignore */ new URL(`./${name}.js`, here).href);
