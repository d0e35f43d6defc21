import type { FormatDriver } from "../format.ts";
import { editLines, type LineStyle, prepareLines } from "../lines/edit.ts";
import type { Document } from "../types.ts";
import { writeEscapes } from "./escapes.ts";
import { readProperties } from "./read.ts";

const unicodeStyle = (doc: Document) => {
  const used = doc.text.match(/\\u[0-9a-fA-F]{4}/g) ?? [];
  const capitals = !used.some((one) => /[a-f]/.test(one));
  return { unicode: doc.detected.encoding === "latin1" || used.length > 0, capitals };
};

const STYLE: LineStyle = {
  comment: "#!",
  separator: "=",
  depth: 1,
  key: (key, doc) => {
    const text = writeEscapes(key, { ...unicodeStyle(doc), also: " =:" }).replace(/^[#!]/, "\\$&");
    return key === "" ? undefined : text;
  },
  value: (value, old, doc) => {
    const also = [..."=:#!"].filter((char) => old?.includes(`\\${char}`)).join("");
    return writeEscapes(value, { ...unicodeStyle(doc), also });
  },
  heading: () => undefined,
};

/** Java `.properties`: flat keys, dots included; only the line of a value is ever written. */
export const propertiesDriver: FormatDriver = {
  read: readProperties,
  prepare: prepareLines,
  edit: (doc, op) => editLines(doc, op, STYLE),
};
