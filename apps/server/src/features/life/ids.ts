import { createHash } from "node:crypto";
import type { LocalDate } from "@wopr/life";

/** UUID version 5 (RFC 9562): the same namespace and name always give the same id. */
export function uuidv5(namespace: string, name: string): string {
  const bytes = createHash("sha1")
    .update(Buffer.from(namespace.replaceAll("-", ""), "hex"))
    .update(name)
    .digest();
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const text = bytes.toString("hex");
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20, 32)}`;
}

/** Id of an occurrence: it exists before the occurrence is stored, and stays through every move. */
export const occurrenceId = (itemId: string, originalDate: LocalDate): string => uuidv5(itemId, originalDate);
