import type { ResolvedWire } from "@wopr/contracts";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";

/** Puts the values of secrets where the document refers to them, in memory only; a sentence where one is missing. */
export function withSecrets(resolved: ResolvedWire): Readonly<Record<string, unknown>> | string {
  let missing: string | undefined;
  const fill = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(fill);
    if (typeof value !== "object" || value === null) return value;
    const name = Object.keys(value).length === 1 ? (value as { $secret?: unknown }).$secret : undefined;
    if (typeof name === "string") {
      const found = resolved.secrets[name];
      if (!found) missing = name;
      return found?.value;
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item)]));
  };
  const document = fill(resolved.document) as Readonly<Record<string, unknown>>;
  return missing === undefined
    ? document
    : `config.secret_unavailable: the secret "${missing}" is missing or not for this consumer.`;
}

/** Checks documents by what the consumer understands. @returns A sentence, or nothing. */
export function createOwnCheck(schema: object | undefined): (document: unknown) => string | undefined {
  if (!schema) return () => undefined;
  let validate: ValidateFunction | undefined;
  return (document) => {
    if (!validate) {
      const ajv = new Ajv2020({ strict: false, allErrors: false, logger: false });
      formats.default(ajv);
      validate = ajv.compile(schema);
    }
    if (validate(document)) return undefined;
    const [first] = validate.errors ?? [];
    return `${first?.instancePath || "the document"} ${first?.message ?? "is not valid"}`;
  };
}

/** Value at a path of keys; `undefined` where there is none. */
export const valueAt = (document: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (at, key) =>
      typeof at === "object" && at !== null && Object.hasOwn(at, key)
        ? (at as Record<string, unknown>)[key]
        : undefined,
    document,
  );

/** Segments of a dotted path; `\.` is a dot within a segment. */
export const splitPath = (path: string): readonly string[] =>
  path === "" ? [] : path.split(/(?<!\\)\./).map((segment) => segment.replaceAll("\\.", "."));
