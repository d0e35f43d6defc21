import type { Rule } from "../domain/schema.ts";

/** What the checking thread is asked. Schemas and documents come from outside and are not trusted. */
export interface CheckRequest {
  readonly id: number;
  readonly schema: string;
  readonly rules: readonly Rule[];
  /** Each is checked by the schema and the rules. */
  readonly documents: readonly unknown[];
}

/** One thing wrong with a document. */
export interface CheckProblem {
  readonly path: readonly (string | number)[];
  readonly text: string;
}

/** What the checking thread answers; `badSchema` when the schema itself cannot be used. */
export interface CheckAnswer {
  readonly id: number;
  readonly problems: readonly (readonly CheckProblem[])[];
  readonly badSchema: string | null;
}
