import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { CliErrors } from "./errors.ts";
import type { Terminal } from "./terminal.ts";

/** The streams of a process. */
export interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

const CLEAR = "\r\u001b[2K";

/** A terminal on the streams of this process. Progress goes to standard error, and only where a person looks. */
export function createNodeTerminal({ stdin, stdout, stderr }: Streams): Terminal {
  let shown = false;
  const clear = () => {
    if (shown) stderr.write(CLEAR);
    shown = false;
  };
  return {
    out(line) {
      clear();
      stdout.write(`${line}\n`);
    },
    err(line) {
      clear();
      stderr.write(`${line}\n`);
    },
    status(line) {
      if (!stderr.isTTY) return;
      clear();
      if (line === "") return;
      stderr.write([...line].slice(0, (stderr.columns ?? 80) - 1).join(""));
      shown = true;
    },
    async ask(question, { hidden } = { hidden: false }) {
      if (!stdin.isTTY) throw CliErrors.usage({ problem: `"${question}" cannot be asked without a terminal.` });
      clear();
      stderr.write(`${question} `);
      const output = hidden ? new Writable({ write: (_chunk, _encoding, done) => done() }) : stderr;
      const reader = createInterface({ input: stdin, output, terminal: true });
      try {
        return (await reader.question("")).trim();
      } finally {
        reader.close();
        if (hidden) stderr.write("\n");
      }
    },
    readAll: () => text(stdin),
  };
}
