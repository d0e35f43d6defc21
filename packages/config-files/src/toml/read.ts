import { Stop, stoppable } from "../text/stop.ts";
import type { Entry, Limits, ListNode, MapNode, Node, Problem, Result } from "../types.ts";
import { isControl, scanScalar, scanString } from "./scan.ts";

/** A table while it is read: what may still be added to it follows from how it came to be. */
interface Table extends MapNode {
  readonly entries: Entry[];
  /** `header`: opened by its own heading. `implied`: named on the way. `dotted`: by a dotted key. `inline`: in braces. */
  how: "header" | "implied" | "dotted" | "inline";
  end: number;
  slot: number;
  start: number;
}

/** A list of tables (`[[name]]`), which goes on with every heading. */
interface TableList extends ListNode {
  readonly items: { readonly dash: number; readonly value: Node }[];
  end: number;
}

interface KeyPart {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const isTable = (node: Node | undefined): node is Table => node?.kind === "map";

/** Reads TOML 1.0: tables, dotted keys, inline tables, lists of tables, dates as text. */
export function readToml(
  text: string,
  limits: Limits,
): Result<{ readonly roots: readonly (Node | null)[]; readonly warnings: readonly [] }, Problem> {
  let at = 0;
  let count = 0;

  const expected = (what: string) =>
    new Stop("syntax", at, at >= text.length ? `The file ends where ${what} should be.` : `${what} is expected here.`);
  const blanks = () => {
    while (text[at] === " " || text[at] === "\t") at += 1;
  };
  /** White space, comments and line ends: what may stand between members of a list. */
  const gap = () => {
    for (;;) {
      blanks();
      if (text[at] === "#") comment();
      else if (text[at] === "\n" || text.startsWith("\r\n", at)) at += text[at] === "\n" ? 1 : 2;
      else return;
    }
  };
  const comment = () => {
    const end = text.indexOf("\n", at);
    const stop = end < 0 ? text.length : text[end - 1] === "\r" ? end - 1 : end;
    for (let i = at; i < stop; i += 1)
      if (isControl(text[i]!)) throw new Stop("syntax", i, "A control character stands in this comment.");
    at = stop;
  };
  const lineEnd = () => {
    blanks();
    if (text[at] === "#") comment();
    if (at >= text.length) return;
    if (text.startsWith("\r\n", at)) at += 2;
    else if (text[at] === "\n") at += 1;
    else throw expected("the end of the line");
  };

  function table(how: Table["how"], start: number, slot: number): Table {
    return { kind: "map", flow: how === "inline", column: 0, entries: [], start, end: start, slot, how };
  }

  function key(): KeyPart[] {
    const parts: KeyPart[] = [];
    for (;;) {
      blanks();
      const start = at;
      const char = text[at];
      if (char === '"' || char === "'") {
        if (text.startsWith(char.repeat(3), at)) throw new Stop("syntax", at, "A key cannot have three quotes.");
        const scanned = scanString(text, at, char);
        at = scanned.end;
        parts.push({ name: String(scanned.value), start, end: at });
      } else {
        const bare = /^[A-Za-z0-9_-]+/.exec(text.slice(at, at + 1_000))?.[0];
        if (!bare) throw expected("a key");
        at += bare.length;
        parts.push({ name: bare, start, end: at });
      }
      blanks();
      if (text[at] !== ".") return parts;
      at += 1;
    }
  }

  function value(depth: number): Node {
    count += 1;
    if (count > limits.nodes) throw new Stop("too_many", at, `It holds more than ${limits.nodes} values.`);
    if (depth > limits.depth) throw new Stop("too_deep", at, `It is nested deeper than ${limits.depth} levels.`);
    const start = at;
    if (text[at] === "[") return list(depth);
    if (text[at] === "{") return inline(depth);
    const { end, ...scalar } = scanScalar(text, at);
    at = end;
    return { kind: "scalar", ...scalar, start, end, slot: start };
  }

  function list(depth: number): ListNode {
    const start = at;
    const items: { readonly dash: number; readonly value: Node }[] = [];
    at += 1;
    for (;;) {
      gap();
      if (text[at] === "]") break;
      items.push({ dash: at, value: value(depth + 1) });
      gap();
      if (text[at] === ",") at += 1;
      else if (text[at] !== "]") throw expected("a comma or ]");
    }
    at += 1;
    return { kind: "list", flow: true, column: 0, items, start, end: at, slot: start };
  }

  function inline(depth: number): Table {
    const start = at;
    const map = table("inline", start, start);
    at += 1;
    blanks();
    if (text[at] !== "}") {
      for (;;) {
        pair(map, depth + 1);
        blanks();
        if (text[at] === "}") break;
        if (text[at] !== ",") throw expected("a comma or }");
        at += 1;
      }
    }
    at += 1;
    map.end = at;
    return map;
  }

  /** `key = value` into a table; dotted keys make the tables on the way. */
  function pair(into: Table, depth: number): void {
    const parts = key();
    if (text[at] !== "=") throw expected("=");
    at += 1;
    blanks();
    let here = into;
    for (const part of parts.slice(0, -1)) {
      const known = here.entries.find((entry) => entry.key === part.name)?.value;
      if (known === undefined) {
        const made = { ...table("dotted", part.start, -1), flow: into.flow };
        here.entries.push(entryOf(part, made));
        here = made;
      } else if (isTable(known) && known.how === "dotted") here = known;
      else
        throw new Stop("duplicate_key", part.start, `"${part.name}" is defined elsewhere and cannot be added to here.`);
    }
    const last = parts.at(-1)!;
    if (here.entries.some((entry) => entry.key === last.name))
      throw new Stop("duplicate_key", last.start, `"${last.name}" is there already; a key may stand once.`);
    here.entries.push(entryOf(last, value(depth)));
    here.end = at;
  }

  const entryOf = (part: KeyPart, node: Node): Entry => ({
    key: part.name,
    keyStart: part.start,
    keyEnd: part.end,
    opaque: false,
    merge: false,
    value: node,
  });

  /** The table a heading opens. */
  function heading(root: Table): Table {
    const start = at;
    const isList = text.startsWith("[[", at);
    at += isList ? 2 : 1;
    const parts = key();
    const close = isList ? "]]" : "]";
    if (!text.startsWith(close, at)) throw expected(close);
    at += close.length;
    let here = root;
    for (const part of parts.slice(0, -1)) {
      const known = here.entries.find((entry) => entry.key === part.name)?.value;
      if (known === undefined) {
        const made = table("implied", start, -1);
        here.entries.push(entryOf(part, made));
        here = made;
        continue;
      }
      const next = known.kind === "list" && !known.flow ? known.items.at(-1)?.value : known;
      if (!isTable(next) || next.how === "inline")
        throw new Stop("duplicate_key", part.start, `"${part.name}" is a value and cannot hold tables.`);
      here = next;
    }
    const last = parts.at(-1)!;
    const known = here.entries.find((entry) => entry.key === last.name)?.value;
    if (isList) return itemOf(here, last, known, start);
    if (known === undefined) {
      const made = table("header", start, at);
      here.entries.push(entryOf(last, made));
      return made;
    }
    if (!isTable(known) || known.how !== "implied")
      throw new Stop("duplicate_key", last.start, `"${last.name}" is defined elsewhere already.`);
    known.how = "header";
    known.start = start;
    known.slot = at;
    known.end = at;
    return known;
  }

  function itemOf(here: Table, part: KeyPart, known: Node | undefined, start: number): Table {
    const made = table("header", start, at);
    if (known === undefined) {
      const list: TableList = {
        kind: "list",
        flow: false,
        column: 0,
        items: [{ dash: start, value: made }],
        start,
        end: at,
        slot: -1,
      };
      here.entries.push(entryOf(part, list));
    } else if (known.kind === "list" && !known.flow) (known as TableList).items.push({ dash: start, value: made });
    else throw new Stop("duplicate_key", part.start, `"${part.name}" is defined elsewhere and is no list of tables.`);
    return made;
  }

  return stoppable(text, () => {
    const root = table("header", 0, -1);
    let current = root;
    for (;;) {
      gap();
      if (at >= text.length) break;
      if (text[at] === "[") current = heading(root);
      else pair(current, 1);
      current.end = at;
      lineEnd();
    }
    root.end = text.length;
    return { roots: [root.entries.length > 0 ? root : null], warnings: [] as const };
  });
}
