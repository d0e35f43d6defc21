import { createHash, randomBytes } from "node:crypto";
import { ascendingIds, type NewId } from "./id.ts";
import { canonicalJson } from "./json.ts";

/** SHA-256 of bytes or UTF-8 text, as 64 lower-case hex digits. */
export const sha256Hex = (data: Uint8Array | string): string => createHash("sha256").update(data).digest("hex");

/** SHA-256 of the canonical JSON of a value. */
export const hashOfValue = (value: unknown): string => sha256Hex(canonicalJson(value));

/** The real source of identifiers: ascending UUIDs version 7 of now. Only composition roots use it. */
export const newUuidV7: NewId = ascendingIds(Date.now, randomBytes);
