import { showPath } from "../paths.ts";
import { find, nodeValue, typeOf } from "../tree.ts";
import type { Document, EditError, Expect, Op, Path } from "../types.ts";
import { equal } from "../values.ts";

/** What stands in the way of an op by its `expect`; for items of a list the item is meant. */
export function unexpected(doc: Document, op: Op): EditError | undefined {
  if (!op.expect) return undefined;
  if (op.op === "text") return mismatch([], op.expect, undefined, "the text");
  const path = op.op === "list_remove" ? [...op.path, op.index] : op.path;
  const found = find(doc, path);
  const { expect } = op;
  const value = found ? nodeValue(found.node) : undefined;
  if ("absent" in expect) return found ? mismatch(path, expect, value, "nothing") : undefined;
  if (!found || value === undefined) return mismatch(path, expect, undefined, "something");
  if ("type" in expect)
    return typeOf(found.node) === expect.type ? undefined : mismatch(path, expect, value, expect.type);
  return equal(value, expect.value) ? undefined : mismatch(path, expect, value, "another value");
}

function mismatch(path: Path, _expect: Expect, found: EditError["found"], wanted: string): EditError {
  const text = `${showPath(path) || "The document"} is not as expected: ${wanted} should be there.`;
  return { code: "expect_mismatch", path, text, ...(found === undefined ? {} : { found }) };
}
