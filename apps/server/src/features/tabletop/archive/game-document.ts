import { z } from "zod";
import { EVENT_SCHEMAS, type EventKind } from "../domain/events.ts";
import { GAME_FORMAT } from "../domain/export-document.ts";
import { EVENT_PAYLOADS } from "../event-payloads.ts";

const Text = z.string().max(4_000);
const Id = z.string().min(1).max(80);

/** A document as somebody else may have written it. */
const DocumentSchema = z.object({
  format: z.literal(GAME_FORMAT),
  game: z.object({
    name: z.string().min(1).max(120),
    game_type: z.string().max(60),
    created_at: z.iso.datetime(),
    time_zone: z.string().max(60),
  }),
  pack: z.object({ id: z.string().max(60), version: z.string().max(20) }),
  events: z
    .array(
      z.object({
        seq: z.int().min(1),
        group_id: Id,
        kind: z.string().max(60),
        schema: z.int().min(1),
        at: z.iso.datetime(),
        actor: z.object({ kind: z.enum(["user", "system", "camera", "link"]), name: Text }),
        reason: Text.nullable(),
        payload: z.record(z.string(), z.unknown()),
      }),
    )
    .min(1)
    .max(100_000),
  captures: z
    .array(
      z.object({
        id: Id,
        sequence: z.int().min(0).nullable(),
        status: z.string().max(40),
        file: z.string().max(200).nullable(),
        sha256: z.string().max(64).nullable(),
        captured_at: z.iso.datetime().nullable(),
        received_at: z.iso.datetime().nullable(),
        time_uncertain: z.boolean(),
        notes: z.string().max(2_000).nullable(),
        analysis_status: z.enum(["pending", "processing", "completed", "failed"]),
        analysis_results: z.record(z.string(), z.unknown()).nullable(),
        look: z.record(z.string(), z.unknown()).nullable(),
        quality: z.record(z.string(), z.unknown()).nullable(),
      }),
    )
    .max(20_000),
  calibrations: z
    .array(
      z.object({
        id: Id,
        version: z.int().min(1),
        kind: z.enum(["corners", "fiducials", "table"]),
        content: z.record(z.string(), z.unknown()),
        created_at: z.iso.datetime(),
      }),
    )
    .max(10_000),
  state_hash: z.string().max(64),
});

/** A document that can be read. */
export type ReadDocument = z.infer<typeof DocumentSchema>;

/** What is wrong, and where. */
export interface DocumentFlaw {
  readonly entry: string;
  readonly why: string;
}

/** Reads `game.json`. Every event is held against the schema of its kind, so that the fold can read all of them. */
export function readDocument(value: unknown): { readonly document: ReadDocument } | DocumentFlaw {
  const parsed = DocumentSchema.safeParse(value);
  if (!parsed.success)
    return { entry: "game.json", why: z.prettifyError(parsed.error).split("\n").slice(0, 2).join(" ") };
  const { events } = parsed.data;
  for (const [at, { seq, kind, schema, payload }] of events.entries()) {
    const entry = `Event ${at + 1}`;
    const known = Object.hasOwn(EVENT_SCHEMAS, kind) ? EVENT_SCHEMAS[kind as EventKind] : 0;
    if (seq !== at + 1) return { entry, why: "The events are not in order." };
    if (schema > known)
      return { entry, why: `It is of the kind "${kind}" in form ${schema}, which needs a newer WOPR.` };
    if (!EVENT_PAYLOADS[kind as EventKind].safeParse(payload).success)
      return { entry, why: `Its content is not what "${kind}" holds.` };
  }
  if (events[0]?.kind !== "game_created") return { entry: "Event 1", why: "A game begins with game_created." };
  return { document: parsed.data };
}

/** A copy of plain data in which every string that is a key of `ids` is the id it stands for. */
export function withIds(value: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (typeof value === "string") return ids.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => withIds(item, ids));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withIds(part, ids)]));
}
