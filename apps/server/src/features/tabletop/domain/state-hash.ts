import type { GameState } from "@wopr/games";
import { canonicalJson } from "@wopr/kernel";

/** SHA-256 of UTF-8 text as lower-case hex; handed in, because hashing is not ours to implement. */
export type Sha256 = (text: string) => string;

/** Hash of a position: equal positions of one kind of game have equal hashes on every machine. */
export const stateHash = (state: GameState, sha256: Sha256): string => sha256(canonicalJson(state));
