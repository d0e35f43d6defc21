import type { Explanation } from "../partition.ts";
import type { Finding, Observed, Row } from "../types.ts";

/** Default files of plugins, where they are known: values by file and key. */
export type Templates = ReadonlyMap<string, ReadonlyMap<string, { readonly value: unknown }>>;

/** What the checks look at. */
export interface Material {
  readonly network: readonly Observed[];
  readonly rows: readonly Row[];
  readonly explanations: readonly Explanation[];
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** By `plugin/file`. */
  readonly templates: Templates;
  /** Tags of instances, by code. */
  readonly tags: ReadonlyMap<string, readonly string[]>;
}

/** A check: evidence in, findings out. */
export type Check = (material: Material) => readonly Finding[];
