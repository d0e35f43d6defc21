import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import type { BenchRow } from "../row.ts";

const MEBIBYTE = 1024 * 1024;

/** What the pipeline weighs. */
export const sizeRows: readonly BenchRow[] = [
  {
    source: "vision.md 10",
    what: "memory of one worker at 12 MP, peak",
    peer: "the limit of 350 MB",
    target: { kind: "at most", value: 350, of: "ours" },
    unit: "MB",
    async measure() {
      const script = fileURLToPath(new URL("./peak-memory.ts", import.meta.url));
      const peak = Number(execFileSync(process.execPath, [script], { encoding: "utf8" }));
      return { ours: peak / MEBIBYTE, peer: 350, note: "whole process, Node included" };
    },
  },
  {
    source: "vision.md 10",
    what: "core of vision for the browser, gzip",
    peer: "opencv-js",
    target: { kind: "at most", value: 60, of: "ours" },
    unit: "kB",
    async measure() {
      const entry = fileURLToPath(new URL("../../packages/vision/src/index.ts", import.meta.url));
      const result = await build({
        configFile: false,
        logLevel: "silent",
        build: { write: false, lib: { entry, formats: ["es"], fileName: "core" }, minify: true },
      });
      const [output] = Array.isArray(result) ? result : [result];
      if (!output || !("output" in output)) throw new Error("vite built nothing");
      const code = output.output.map((chunk) => (chunk.type === "chunk" ? chunk.code : "")).join("");
      const peer = readFileSync(createRequire(import.meta.url).resolve("@techstark/opencv-js"));
      return { ours: gzipSync(code).length / 1024, peer: gzipSync(peer).length / 1024 };
    },
  },
];
