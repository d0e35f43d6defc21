import type { Limits } from "./types.ts";

/** What is too much, unless said otherwise. */
export const DEFAULT_LIMITS: Limits = {
  bytes: 2 * 1024 * 1024,
  depth: 64,
  nodes: 500_000,
  leaves: 500_000,
  aliasNodes: 10_000,
  aliases: 100_000,
  keyLength: 100_000,
};

/** Limits of the configuration service (strict policy). */
export const STRICT_LIMITS: Limits = {
  ...DEFAULT_LIMITS,
  bytes: 1024 * 1024,
  leaves: 100_000,
  aliases: 100,
  keyLength: 255,
};
