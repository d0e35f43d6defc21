import { z } from "zod";

/** An instant on the wire: RFC 3339, UTC, with `Z`. */
export const InstantWire = z.iso.datetime();

/** An identifier on the wire: UUID text. */
export const IdWire = z.uuid();

/** `:id` in a path. */
export const IdParams = z.object({ id: IdWire });

/** Anything JSON can carry. (Not `z.json()`: it refers to itself, and the OpenAPI document has no end then.) */
export const JsonWire = z.unknown() as unknown as z.ZodType<Json>;
/** {@link JsonWire} as a type. */
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The answer of an operation that has none. */
export const NothingWire = z.undefined();

/** `application/problem+json`, the body of every error (RFC 9457; platform.md 5). */
export const ProblemWire = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  /** A plain sentence that says what to do. */
  detail: z.string(),
  /** Stable, for machines: `game.changed`. */
  code: z.string(),
  params: z.record(z.string(), z.unknown()),
  errors: z.array(z.object({ at: z.string(), detail: z.string() })),
  retry: z.enum(["never", "later"]),
  request_id: z.string(),
});
/** {@link ProblemWire} as a type. */
export type ProblemWire = z.infer<typeof ProblemWire>;
