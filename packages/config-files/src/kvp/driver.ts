import type { FormatDriver } from "../format.ts";
import { editLines, type LineStyle, prepareLines } from "../lines/edit.ts";
import { entryOf, type LineRecord, mapOf } from "../lines/record.ts";
import { linesOf, trimmed } from "../lines/scan.ts";
import { excerptAt, placer } from "../text/lines.ts";
import type { Warning } from "../types.ts";

/** The first `=` splits; no quotes, no escapes, no sections: dots are part of the key (AMP's own files). */
const readKvp: FormatDriver["read"] = (text) => {
  const place = placer(text);
  const records: LineRecord[] = [];
  const warnings: Warning[] = [];
  for (const line of linesOf(text)) {
    const content = trimmed(text, line.start, line.end);
    if (content.start === content.end || /^(?:#|\/\/)/.test(text.slice(content.start, content.start + 2))) continue;
    const at = text.indexOf("=", content.start);
    if (at < 0 || at >= line.end) {
      const problem = { code: "syntax" as const, ...place(content.start), excerpt: excerptAt(text, content.start) };
      return { ok: false, problem: { ...problem, text: "There is no = in this line." } };
    }
    const key = trimmed(text, content.start, at);
    const name = text.slice(key.start, key.end);
    if (records.some((record) => record.key === name)) {
      const said = `"${name}" stands more than once; the last one counts.`;
      warnings.push({ kind: "duplicate_key", line: place(key.start).line, path: [name], text: said });
    }
    const value = text.slice(at + 1, line.end);
    records.push({ key: name, keyStart: key.start, keyEnd: key.end, valueStart: at + 1, valueEnd: line.end, value });
  }
  const root = records.length > 0 ? mapOf(records.map(entryOf), records[0]!.keyStart, text.length) : null;
  return { ok: true, value: { roots: [root], warnings } };
};

const STYLE: LineStyle = {
  comment: "#",
  separator: "=",
  depth: 1,
  key: (key) => (/^[^\s=#/][^=\r\n]*$/.test(key) && key.trim() === key ? key : undefined),
  value: (value) => (/[\r\n]/.test(value) ? undefined : value),
  heading: () => undefined,
};

/** AMP's `AMPConfig.conf` and `*.kvp`. */
export const kvpDriver: FormatDriver = {
  read: readKvp,
  prepare: prepareLines,
  edit: (doc, op) => editLines(doc, op, STYLE),
};
