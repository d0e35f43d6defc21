import { z } from "zod";

/** What an archive says of itself at its end. */
export const Manifest = z.object({
  version: z.string(),
  migrations: z.array(z.int()),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()), rows: z.int(), sha256: z.string() })),
  partitions: z.array(
    z.object({
      name: z.string(),
      parent: z.string(),
      // It becomes part of a statement, so nothing but bounds is let in.
      bound: z.string().regex(/^(DEFAULT|FOR VALUES (FROM|IN|WITH) \([^;]*\))$/),
    }),
  ),
  blobs: z.array(z.object({ key: z.string(), sha256: z.string(), bytes: z.number(), feature: z.string() })),
  /** A place of the history: one that was cut off is found out with it. */
  anchor: z.object({ seq: z.int(), hash: z.string() }),
});
/** {@link Manifest} as a type. */
export type Manifest = z.infer<typeof Manifest>;
