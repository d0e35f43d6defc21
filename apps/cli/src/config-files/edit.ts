import { randomUUID } from "node:crypto";
import { copyFile, open as openFile, rename, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { type Op, plan, showPath } from "@wopr/config-files";
import type { CommonOptions } from "../command.ts";
import type { Outside } from "../outside.ts";
import { changedLines } from "./compare.ts";
import { readDocument, refusal, typedPath, typedValue } from "./read-file.ts";

/** Options of the commands that edit. */
export interface EditOptions extends CommonOptions {
  /** Without it the difference is shown and nothing is written. */
  readonly write?: boolean;
  /** The value is text, whatever it looks like. */
  readonly string?: boolean;
  readonly create?: boolean;
}

const given = (options: EditOptions, text: string) => (options.string ? text : typedValue(text));

/** `wopr file set`. @throws {AppError} `cli.usage`, `cli.folder_unusable`, `cli.unreadable`, `cli.edit_refused` */
export const setValue = (outside: Outside, options: EditOptions, file: string, key: string, value: string) =>
  edit(outside, options, file, {
    op: "set",
    path: typedPath(key),
    value: given(options, value),
    create: options.create === true,
  });

/** `wopr file add`. */
export const addValue = (outside: Outside, options: EditOptions, file: string, key: string, value: string) =>
  edit(outside, options, file, { op: "add", path: typedPath(key), value: given(options, value) });

/** `wopr file rm`. */
export const removeValue = (outside: Outside, options: EditOptions, file: string, key: string) =>
  edit(outside, options, file, { op: "remove", path: typedPath(key) });

async function edit(outside: Outside, options: EditOptions, file: string, op: Op) {
  const doc = await readDocument(outside, file);
  const planned = plan(doc, [op]);
  if (!planned.ok) throw refusal(file, planned.problem);
  const { after, notes, splices } = planned.value;
  const lines = changedLines(doc.text, new TextDecoder().decode(after));
  const isWritten = options.write === true && splices.length > 0;
  const backup = isWritten ? await replace(resolve(outside.cwd, file), after) : null;
  const said =
    splices.length === 0
      ? "Nothing to change."
      : isWritten
        ? `Written; the file before is ${backup}.`
        : "Not written; --write does.";
  return {
    json: {
      written: isWritten,
      backup,
      lines,
      notes: notes.map(({ kind, path, text }) => ({ kind, path: showPath(path), text })),
    },
    lines: [...lines, ...notes.map(({ text }) => text), said],
  };
}

/** Old or new, never half: copy beside, new bytes durable beside, then one rename with the mode of the old. */
async function replace(file: string, bytes: Uint8Array): Promise<string> {
  const backup = `${file}.wopr-backup`;
  await copyFile(file, backup);
  const { mode } = await stat(file);
  const next = `${file}.wopr-${randomUUID()}.tmp`;
  const handle = await openFile(next, "wx", mode);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(next, file);
  return backup;
}
