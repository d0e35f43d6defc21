/** Formats this package tells apart. Those without a reader are detected and reported, never edited. */
export type Format =
  | "yaml"
  | "json"
  | "jsonc"
  | "json5"
  | "properties"
  | "toml"
  | "hocon"
  | "ini"
  | "kvp"
  | "text"
  | "binary";

/** How the reading program reads a format: `snake` is SnakeYAML (YAML 1.1), `core12` is the YAML 1.2 core schema. */
export type Dialect = "core12" | "snake" | "none";

/** Text of a date or time that stays text; only `snake` knows it. */
export interface Timestamp {
  readonly $timestamp: string;
}

/** Contents of a file. Maps keep the order of their keys; keys are always strings. NaN and infinities are numbers. */
export type Value = null | boolean | number | bigint | string | Timestamp | readonly Value[] | ValueMap;

/** A map in the order of the file. */
export type ValueMap = ReadonlyMap<string, Value>;

/** One step of a path: a key of a map, an index of a list, or, first and only there, a document of a stream. */
export type Segment = string | number | { readonly doc: number };

/** Where something is in a document. Never a dotted string: keys contain dots. */
export type Path = readonly Segment[];

/** Type of a leaf. */
export type LeafType = "null" | "bool" | "int" | "float" | "string" | "timestamp" | "binary" | "map" | "list";

/** How a scalar is written. `empty` is nothing at all. */
export type ScalarStyle = "plain" | "single" | "double" | "literal" | "folded" | "empty";

interface NodeFacts {
  /** Offsets of the value in {@link Text.text}, UTF-16 units; an empty value has none in between. */
  readonly start: number;
  readonly end: number;
  /** Where a value may be written when there is none: behind the indicator and its tag and anchor. −1 at the root. */
  readonly slot: number;
  readonly tag?: string;
  readonly anchor?: string;
}

/** A single value. */
export interface ScalarNode extends NodeFacts {
  readonly kind: "scalar";
  readonly style: ScalarStyle;
  readonly type: LeafType;
  readonly value: Value;
}

/** One key of a map. */
export interface Entry {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: Node;
  /** Keys that no op can address: `? key`, keys that are no scalars. */
  readonly opaque: boolean;
  /** `<<`: what it brings is inherited. */
  readonly merge: boolean;
}

/** A map; `column` is where its keys begin, counted from the line start. */
export interface MapNode extends NodeFacts {
  readonly kind: "map";
  readonly flow: boolean;
  readonly column: number;
  readonly entries: readonly Entry[];
}

/** A list; `column` is where its dashes stand. */
export interface ListNode extends NodeFacts {
  readonly kind: "list";
  readonly flow: boolean;
  readonly column: number;
  readonly items: readonly { readonly dash: number; readonly value: Node }[];
}

/** A reference to an anchored node. */
export interface AliasNode extends NodeFacts {
  readonly kind: "alias";
  readonly name: string;
  readonly target: Node;
}

/** A part of a document, with its place in the text. */
export type Node = ScalarNode | MapNode | ListNode | AliasNode;

/** What the bytes are. */
export interface Detected {
  readonly format: Format;
  readonly dialect: Dialect;
  readonly encoding: Encoding;
  readonly eol: "lf" | "crlf" | "mixed" | "none";
  readonly finalNewline: boolean;
  /** Columns per level. */
  readonly indentStep: number;
  /** Whether dashes stand below their key or further in. */
  readonly listIndent: "flush" | "indented";
}

/** How characters became bytes. */
export type Encoding = "utf8" | "utf8_bom" | "utf16le" | "utf16be" | "latin1";

/** Something odd that does not keep a file from being read. */
export interface Warning {
  readonly kind:
    | "duplicate_key"
    | "looks_like_colour_code"
    | "bool_like_key"
    | "encoding_guess"
    | "unknown_tag"
    | "yaml11_boolean";
  readonly line: number;
  readonly path: Path;
  readonly text: string;
}

/** Why a file cannot be read. Lines and columns count from 1; 0 where there is no place. */
export interface Problem {
  readonly code:
    | "not_text"
    | "too_large"
    | "too_deep"
    | "too_many"
    | "syntax"
    | "tab_indent"
    | "unsupported"
    | "multi_document"
    | "duplicate_key"
    | "custom_tag"
    | "not_a_map"
    | "not_finite"
    | "number_too_large"
    | "key_too_long"
    | "alias_bomb"
    | "binary";
  readonly line: number;
  readonly column: number;
  /** The other place where two are to blame: the first of two equal keys. */
  readonly other?: { readonly line: number; readonly column: number };
  /** At most 120 characters of the line. */
  readonly excerpt: string;
  readonly text: string;
  readonly hint?: string;
}

/** A value, or why there is none. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: E };

/** A file that was read. */
export interface Document {
  readonly fileName: string;
  readonly bytes: Uint8Array;
  readonly detected: Detected;
  readonly text: string;
  /** Byte offset of a UTF-16 offset in `text`. */
  byteAt(offset: number): number;
  /** Line and column of an offset in `text`, both from 1. */
  placeAt(offset: number): { readonly line: number; readonly column: number };
  /** Roots, one per document of the stream; `null` for a document without content. */
  readonly roots: readonly (Node | null)[];
  readonly warnings: readonly Warning[];
  readonly options: OpenOptions;
}

/** How to read. */
export interface OpenOptions {
  readonly format?: Format;
  readonly dialect?: Dialect;
  /** `strict`: duplicate keys, custom tags, several documents and what JSON cannot say are problems. */
  readonly policy?: "strict" | "lenient";
  readonly limits?: Partial<Limits>;
}

/** What is too much. */
export interface Limits {
  readonly bytes: number;
  readonly depth: number;
  readonly nodes: number;
  readonly leaves: number;
  /** Nodes that aliases may bring in all. */
  readonly aliasNodes: number;
  readonly aliases: number;
  readonly keyLength: number;
}

/** One value at the end of a path. */
export interface Leaf {
  readonly path: Path;
  readonly value: Value;
  readonly type: LeafType;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  /** Bytes of the original file. */
  readonly range: { readonly start: number; readonly end: number };
  readonly style: ScalarStyle | "flow" | "block" | "alias";
  /** Comes from a merge key or an alias; no op can set it in place. */
  readonly inherited: boolean;
}

/** What to do to a document. Ops of one plan apply in order, as if one after the other. */
export type Op = (
  | { readonly op: "set"; readonly path: Path; readonly value: Value; readonly create?: boolean }
  | {
      readonly op: "add";
      readonly path: Path;
      readonly value: Value;
      readonly before?: string;
      readonly after?: string;
      /** Key order of a template: the entry goes after its nearest preceding sibling in it. */
      readonly order?: readonly string[];
      readonly comment?: string;
    }
  | { readonly op: "remove"; readonly path: Path; readonly comments?: "keep" | "attached" }
  | { readonly op: "rename"; readonly path: Path; readonly key: string }
  | { readonly op: "insert"; readonly path: Path; readonly index: number; readonly value: Value }
  | { readonly op: "list_add"; readonly path: Path; readonly value: Value; readonly unique?: boolean }
  | { readonly op: "list_remove"; readonly path: Path; readonly index: number }
  | {
      readonly op: "comment";
      readonly path: Path;
      readonly where: "before" | "inline";
      /** Without the `#`; null removes. */
      readonly text: string | null;
    }
  | { readonly op: "text"; readonly find: string; readonly replace: string; readonly count?: number }
) & { readonly expect?: Expect };

/** What must hold before an op. */
export type Expect = { readonly value: Value } | { readonly absent: true } | { readonly type: LeafType };

/** Replaces bytes `[start, end)`. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
}

/** True and worth knowing about an edit. */
export interface Note {
  readonly kind: "style_changed" | "shared_value" | "number_rewritten";
  readonly path: Path;
  readonly text: string;
}

/** A verified edit: sorted splices that do not overlap, and what they lead to. */
export interface Plan {
  readonly splices: readonly Splice[];
  readonly after: Uint8Array;
  readonly notes: readonly Note[];
  /** Splices that turn `after` into the original bytes again. */
  readonly inverse: readonly Splice[];
  readonly touched: readonly Path[];
}

/** Why an edit is refused. Nothing has changed. */
export interface EditError {
  readonly code:
    | "path_missing"
    | "path_exists"
    | "path_ambiguous"
    | "expect_mismatch"
    | "type_unsupported"
    | "unrepresentable"
    | "alias_value"
    | "in_include"
    | "secret_moved"
    | "duplicate_key"
    | "not_parseable"
    | "verify_failed"
    | "text_count"
    | "too_large";
  readonly path: Path;
  readonly text: string;
  /** `path_missing`: the nearest paths that exist. */
  readonly nearest?: readonly Path[];
  /** `expect_mismatch`: what is there. */
  readonly found?: Value;
}

/** A difference between two documents. */
export interface Change {
  readonly kind: "added" | "removed" | "changed" | "type_changed" | "list_changed" | "list_reordered";
  readonly path: Path;
  readonly before?: Value;
  readonly after?: Value;
}
