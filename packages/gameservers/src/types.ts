import type { LeafType, Path, Problem, Value } from "@wopr/config-files";

/** What runs in a game root (gameservers.md 6.1). */
export type InstanceKind =
  | "paper"
  | "purpur"
  | "spigot"
  | "velocity"
  | "bungee"
  | "waterfall"
  | "geyser"
  | "fabric"
  | "vanilla"
  | "amp_controller";

/** One entry of a folder. Paths are relative to the tree's root, separated by `/`. */
export interface TreeEntry {
  readonly name: string;
  readonly kind: "file" | "folder";
  /** Bytes; 0 for folders. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly changedMs: number;
}

/** A tree of files, wherever it is. */
export interface FileTree {
  /** Entries in order of their names. Rejects when the folder cannot be read. */
  list(path: string): Promise<readonly TreeEntry[]>;
  read(path: string): Promise<Uint8Array>;
}

/** A server, proxy or panel that was found. */
export interface Instance {
  /** Name of its folder; unique among those found together. */
  readonly code: string;
  readonly kind: InstanceKind;
  /** Game root, relative to the tree. */
  readonly root: string;
}

/** What a file is to us. */
export type FileClass = "config" | "lang" | "data" | "jar" | "secret" | "binary" | "personal" | "other";

/** A file of an instance that was seen. */
export interface SeenFile {
  /** Relative to the game root. */
  readonly path: string;
  readonly class: FileClass;
  /** Data folder it lies in, or `server` for the server's own files. */
  readonly plugin: string;
  readonly size: number;
  readonly changedMs: number;
}

/** One value of a file; secrets are tokens already. */
export interface Cell {
  readonly path: Path;
  readonly value: Value;
  readonly type: LeafType;
  readonly line: number;
}

/** A configuration file after reading. */
export interface ReadFile extends SeenFile {
  readonly cells: ReadonlyMap<string, Cell>;
  readonly problem?: Problem;
}

/** All that is known of one instance. */
export interface Observed {
  readonly instance: Instance;
  readonly files: readonly ReadFile[];
  /** Files that were seen and are not configuration, counted by class. */
  readonly others: Readonly<Record<FileClass, number>>;
  readonly ignored: number;
  /** Jar file names below `plugins/` and `mods/`. */
  readonly jars: readonly string[];
  /** What a game server of this network may also be called. */
  readonly aliases: readonly string[];
}

/** One key of one file, across instances. */
export interface Row {
  readonly plugin: string;
  readonly file: string;
  /** As people write it. */
  readonly key: string;
  readonly path: Path;
  /** By instance code; instances with the file and without the key are not here. */
  readonly cells: ReadonlyMap<string, Cell>;
  /** Instances that are compared here: the same file of the same plugin in a version with the same keys. */
  readonly cohort: readonly string[];
}

/** Why something looks wrong, without any rule. */
export interface Finding {
  readonly check: CheckName;
  readonly instances: readonly string[];
  readonly plugin: string;
  readonly file: string;
  readonly key: string;
  /** 0 to 1. */
  readonly confidence: number;
  readonly level: "high" | "medium";
  /** One sentence for a person. */
  readonly text: string;
  readonly evidence: readonly { readonly instance: string; readonly value: string; readonly line?: number }[];
}

/** The twenty checks of gameservers.md 6.7. */
export type CheckName =
  | "odd_one_out"
  | "minority"
  | "uniqueness"
  | "type"
  | "format"
  | "boolean_typo"
  | "back_to_default"
  | "complementary"
  | "performance"
  | "security"
  | "recent_divergence"
  | "stale"
  | "role"
  | "cross_plugin"
  | "topology"
  | "out_of_range"
  | "zero_or_null"
  | "excessive"
  | "name_pattern"
  | "cluster";
