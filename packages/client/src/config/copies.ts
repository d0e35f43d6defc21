import { join } from "node:path";
import type { ResolvedWire } from "@wopr/contracts";
import type { Secret } from "@wopr/kernel";
import type { SavedAge } from "./age.ts";
import { createSealedFiles } from "./sealed-file.ts";
import { readResolved } from "./verify.ts";

/** A document as it is kept on disk. */
export interface Copy {
  readonly resolved: ResolvedWire;
  /** The answer of the server, unchanged. */
  readonly text: string;
}

/** What is kept beside the documents. */
export interface Marks {
  readonly publicKey: string;
  readonly consumer: string | null;
  /** Highest that was ever applied: older copies are not taken back. */
  readonly epoch: number;
  readonly revision: number;
  readonly age: SavedAge | null;
  /** A revision that crashed this consumer twice; not tried again. */
  readonly crashed: number | null;
}

/** What was being applied when the process ended. */
export interface Applying {
  readonly epoch: number;
  readonly revision: number;
  readonly tries: number;
}

/** Copies of one namespace on disk, encrypted and signed. */
export interface Copies {
  /** `.current`, else `.previous`; what was not usable is reported. */
  read(context: ResolvedWire["context"], marks: Marks): Promise<Copy | undefined>;
  readPrevious(context: ResolvedWire["context"], marks: Marks): Promise<Copy | undefined>;
  /** The old `.current` becomes `.previous`. */
  keep(copy: Copy, before: Copy | undefined): Promise<void>;
  marks(): Promise<Marks | undefined>;
  putMarks(marks: Marks): Promise<void>;
  applying(): Promise<Applying | undefined>;
  putApplying(applying: Applying | undefined): Promise<void>;
}

/** Copies below `folder`; `report` is told of every file that is not used. */
export function createCopies(
  namespace: string,
  folder: string,
  deviceSecret: Secret,
  report: (file: string, why: string) => void,
): Copies {
  const files = createSealedFiles(deviceSecret);
  const path = (name: string) => join(folder, `${namespace}.${name}`);

  async function readOne(
    name: "current" | "previous",
    context: ResolvedWire["context"],
    marks: Marks,
  ): Promise<Copy | undefined> {
    const found = await files.read(path(name));
    if (!found) return undefined;
    const resolved =
      "why" in found ? found.why : readResolved(found.text, { namespace, context, publicKey: marks.publicKey });
    if ("why" in found || typeof resolved === "string") {
      report(path(name), typeof resolved === "string" ? resolved : "it cannot be read.");
      return undefined;
    }
    const isOld =
      resolved.epoch < marks.epoch || (resolved.epoch === marks.epoch && resolved.revision < marks.revision);
    if (name === "current" && isOld) {
      report(path(name), "it is older than what was applied.");
      return undefined;
    }
    return { resolved, text: found.text };
  }

  async function readJson<T>(name: string): Promise<T | undefined> {
    const found = await files.read(path(name));
    if (!found) return undefined;
    if ("why" in found) {
      report(path(name), found.why);
      return undefined;
    }
    return JSON.parse(found.text) as T;
  }

  return {
    async read(context, marks) {
      return (await readOne("current", context, marks)) ?? (await readOne("previous", context, marks));
    },
    readPrevious: (context, marks) => readOne("previous", context, marks),
    async keep(copy, before) {
      if (before) await files.write(path("previous"), before.text);
      await files.write(path("current"), copy.text);
    },
    marks: () => readJson<Marks>("marks"),
    putMarks: (marks) => files.write(path("marks"), JSON.stringify(marks)),
    applying: () => readJson<Applying>("applying"),
    putApplying: (applying) =>
      applying ? files.write(path("applying"), JSON.stringify(applying)) : files.remove(path("applying")),
  };
}
