import type { Detected, Encoding } from "../types.ts";

/** Decoded text that knows where its characters are in the bytes. */
export interface Decoded {
  readonly text: string;
  readonly encoding: Encoding;
  /** Byte offset of a UTF-16 offset. */
  byteAt(offset: number): number;
}

const starts = (bytes: Uint8Array, ...mark: readonly number[]) => mark.every((byte, i) => bytes[i] === byte);

/** Decodes bytes by their mark, else as UTF-8, else, where that fails, as Latin-1. */
export function decode(bytes: Uint8Array): Decoded {
  if (starts(bytes, 0xff, 0xfe)) return utf16(bytes, "utf16le");
  if (starts(bytes, 0xfe, 0xff)) return utf16(bytes, "utf16be");
  const bom = starts(bytes, 0xef, 0xbb, 0xbf) ? 3 : 0;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.subarray(bom));
    return { text, encoding: bom ? "utf8_bom" : "utf8", byteAt: utf8Offsets(text, bom, bytes.length - bom) };
  } catch {
    let text = "";
    // In pieces: a call takes only so many arguments.
    for (let i = 0; i < bytes.length; i += 8_192) text += String.fromCharCode(...bytes.subarray(i, i + 8_192));
    return { text, encoding: "latin1", byteAt: (offset) => offset };
  }
}

function utf8Offsets(text: string, bom: number, bytes: number): (offset: number) => number {
  // As many bytes as characters: all of them are ASCII.
  if (bytes === text.length) return (offset) => offset + bom;
  const offsets = new Uint32Array(text.length + 1);
  let byte = bom;
  for (let i = 0; i < text.length; i += 1) {
    offsets[i] = byte;
    const unit = text.charCodeAt(i);
    const isHigh = unit >= 0xd800 && unit < 0xdc00;
    if (isHigh) {
      offsets[i + 1] = byte;
      byte += 4;
      i += 1;
    } else byte += unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
  }
  offsets[text.length] = byte;
  return (offset) => offsets[offset] ?? byte;
}

function utf16(bytes: Uint8Array, encoding: "utf16le" | "utf16be"): Decoded {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = encoding === "utf16le";
  const units: string[] = [];
  for (let i = 2; i + 1 < bytes.length; i += 2) units.push(String.fromCharCode(view.getUint16(i, little)));
  return {
    text: units.join(""),
    encoding,
    byteAt: (offset) => 2 + offset * 2,
  };
}

/** Bytes of new text without a mark; `undefined` when the encoding cannot say it. */
export function encode(text: string, encoding: Encoding): Uint8Array | undefined {
  if (encoding === "utf8" || encoding === "utf8_bom")
    return text.isWellFormed() ? new TextEncoder().encode(text) : undefined;
  if (encoding === "latin1") return latin1Bytes(text);
  const out = new DataView(new ArrayBuffer(text.length * 2));
  for (let i = 0; i < text.length; i += 1) out.setUint16(i * 2, text.charCodeAt(i), encoding === "utf16le");
  return new Uint8Array(out.buffer);
}

function latin1Bytes(text: string): Uint8Array | undefined {
  const out = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit > 0xff) return undefined;
    out[i] = unit;
  }
  return out;
}

/** Line ends and indentation of a text. */
export function layoutOf(text: string): Pick<Detected, "eol" | "finalNewline" | "indentStep" | "listIndent"> {
  const crlf = text.split("\r\n").length - 1;
  const lf = text.split("\n").length - 1 - crlf;
  const steps = new Map<number, number>();
  let last = 0;
  let flush = 0;
  let indented = 0;
  let lastIsKey = false;
  for (const line of text.split("\n")) {
    const content = /^( *)([^\s#].*)?$/.exec(line.replace(/\r$/, ""));
    if (content?.[2] === undefined) continue;
    const depth = content[1]?.length ?? 0;
    const isDash = content[2].startsWith("- ") || content[2] === "-";
    if (depth > last) steps.set(depth - last, (steps.get(depth - last) ?? 0) + 1);
    if (isDash && lastIsKey) {
      if (depth === last) flush += 1;
      else indented += 1;
    }
    lastIsKey = /:\s*$/.test(content[2]);
    last = depth;
  }
  const step = [...steps].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 2;
  return {
    eol: crlf > 0 ? (lf > 0 ? "mixed" : "crlf") : lf > 0 ? "lf" : "none",
    finalNewline: text.endsWith("\n"),
    indentStep: Math.min(Math.max(step, 2), 8),
    listIndent: flush > indented ? "flush" : "indented",
  };
}
