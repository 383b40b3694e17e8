/** How the islands are built: one file an island, names that stay, everything from one folder, no styles within scripts. */

import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const source = (path: string): string => fileURLToPath(new URL(`./src/${path}.ts`, import.meta.url));

export default defineConfig({
  base: "./",
  build: {
    outDir: process.env["VNGOV_ISLANDS_OUT"] ?? "../src/vngov/pages/static/islands",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
    license: { fileName: "licences.txt" },
    rolldownOptions: {
      input: {
        page: source("page"),
        early: source("early"),
        asof: source("page/asof"),
        compare: source("page/compare"),
        copy: source("page/copy"),
        explore: source("page/explore"),
        search: source("page/search"),
        suggest: source("page/suggest"),
        theme: source("page/theme"),
        tips: source("page/tips"),
        network: source("network/network"),
        query: source("query/query"),
        worker: source("query/worker"),
      },
      preserveEntrySignatures: "strict",
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name]-part.js",
        assetFileNames: (asset) => (asset.names.some((n) => n.endsWith(".wasm")) ? "oxigraph.wasm" : "[name][extname]"),
      },
    },
  },
});
