import type { FormatDriver } from "../format.ts";
import { editLines, type LineStyle, prepareLines } from "../lines/edit.ts";
import { entryOf, mapOf } from "../lines/record.ts";
import { type Line, linesOf, trimmed } from "../lines/scan.ts";
import { excerptAt, placer } from "../text/lines.ts";
import type { Entry, Warning } from "../types.ts";

interface Section {
  readonly name: string;
  /** Of the name between its brackets; the begin of the text for what stands before any section. */
  readonly place: Line;
  /** End of the heading line; −1 without one. */
  readonly slot: number;
  readonly entries: Entry[];
}

/** `[section]` and `key=value`; keys before any section are under "". A section that comes again goes on. */
const readIni: FormatDriver["read"] = (text) => {
  const place = placer(text);
  const sections: Section[] = [];
  const warnings: Warning[] = [];
  const open = (name: string, at: Line, slot: number) => {
    const known = sections.find((section) => section.name === name);
    const section = known ?? { name, place: at, slot, entries: [] };
    if (!known) sections.push(section);
    return section;
  };
  let current: Section | undefined;
  for (const line of linesOf(text)) {
    const content = trimmed(text, line.start, line.end);
    const words = text.slice(content.start, content.end);
    if (words === "" || /^[;#]/.test(words)) continue;
    if (words.startsWith("[") && words.endsWith("]")) {
      const name = { start: content.start + 1, end: content.end - 1 };
      current = open(text.slice(name.start, name.end), name, content.end);
      continue;
    }
    const at = text.indexOf("=", content.start);
    const isValue = at >= 0 && at < line.end;
    const key = trimmed(text, content.start, isValue ? at : content.end);
    const name = text.slice(key.start, key.end);
    if (name === "") {
      const problem = { code: "syntax" as const, ...place(content.start), excerpt: excerptAt(text, content.start) };
      return { ok: false, problem: { ...problem, text: "This value has no name before its =." } };
    }
    current ??= open("", { start: 0, end: 0 }, -1);
    if (current.entries.some((entry) => entry.key === name)) {
      const said = `"${name}" stands more than once in its section; the last one counts.`;
      warnings.push({ kind: "duplicate_key", line: place(key.start).line, path: [current.name, name], text: said });
    }
    const value = isValue ? trimmed(text, at + 1, content.end) : { start: key.end, end: key.end };
    current.entries.push(
      entryOf({
        key: name,
        keyStart: key.start,
        keyEnd: key.end,
        valueStart: value.start,
        valueEnd: value.end,
        value: text.slice(value.start, value.end),
      }),
    );
  }
  const entries = sections.map(
    (section): Entry => ({
      key: section.name,
      keyStart: section.place.start,
      keyEnd: section.place.end,
      opaque: section.slot < 0,
      merge: false,
      value: mapOf(
        section.entries,
        section.slot < 0 ? 0 : section.place.start - 1,
        section.entries.at(-1)?.value.end ?? Math.max(section.slot, 0),
        section.slot,
      ),
    }),
  );
  return { ok: true, value: { roots: [entries.length > 0 ? mapOf(entries, 0, text.length) : null], warnings } };
};

const STYLE: LineStyle = {
  comment: ";#",
  separator: "=",
  depth: 2,
  key: (key) => (/^[^\s=;#[][^=\r\n]*$/.test(key) && key.trim() === key ? key : undefined),
  value: (value) => (/[\r\n]/.test(value) || value.trim() !== value ? undefined : value),
  heading: (section) =>
    section !== "" && !/[\r\n\]]/.test(section) && section.trim() === section ? `[${section}]` : undefined,
};

/** INI files. */
export const iniDriver: FormatDriver = {
  read: readIni,
  prepare: prepareLines,
  edit: (doc, op) => editLines(doc, op, STYLE),
};
