import { isDate, type LocalDate } from "@wopr/life";

/** Collections by day, what matters for "now" first. Heart rate and battery are not read. */
export const DAY_COLLECTIONS = [
  "sleep",
  "daily_sleep",
  "daily_readiness",
  "daily_activity",
  "daily_stress",
  "daily_spo2",
  "daily_resilience",
  "daily_cardiovascular_age",
  "vO2_max",
  "sleep_time",
  "workout",
  "session",
  "enhanced_tag",
  "tag",
  "rest_mode_period",
] as const;
/** One of {@link DAY_COLLECTIONS}. */
export type Collection = (typeof DAY_COLLECTIONS)[number];

/** One daily number of a document. */
export interface DocumentMetric {
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
}

/** What is known of one document; everything else stays in the sealed original. */
export interface ReadDocument {
  readonly id: string;
  readonly day: LocalDate | null;
  readonly metrics: readonly DocumentMetric[];
  readonly night: {
    readonly start: string;
    readonly end: string | null;
    readonly type: string | null;
    readonly totalSleepS: number | null;
  } | null;
}

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const inside = (fields: Fields, name: string): Fields => {
  const value = fields[name];
  return isFields(value) ? value : {};
};
const numberAt = (fields: Fields, name: string): number | null => {
  const value = fields[name];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
};
const textAt = (fields: Fields, name: string): string | null => {
  const value = fields[name];
  return typeof value === "string" && value !== "" ? value : null;
};

type Row = readonly [metric: string, value: number | null, unit: string];

const READERS: Readonly<Partial<Record<Collection, (doc: Fields) => readonly Row[]>>> = {
  daily_sleep: (doc) => [["sleep_score", numberAt(doc, "score"), "0-100"]],
  daily_readiness(doc) {
    const parts = inside(doc, "contributors");
    return [
      ["readiness_score", numberAt(doc, "score"), "0-100"],
      ["hrv_balance", numberAt(parts, "hrv_balance"), "0-100"],
      ["resting_heart_rate_score", numberAt(parts, "resting_heart_rate"), "0-100"],
      ["body_temperature_score", numberAt(parts, "body_temperature"), "0-100"],
      ["recovery_index", numberAt(parts, "recovery_index"), "0-100"],
      ["temperature_deviation", numberAt(doc, "temperature_deviation"), "degC"],
    ];
  },
  daily_activity: (doc) => [
    ["activity_score", numberAt(doc, "score"), "0-100"],
    ["steps", numberAt(doc, "steps"), "count"],
    ["active_calories", numberAt(doc, "active_calories"), "kcal"],
  ],
  daily_stress: (doc) => [
    ["stress_high", numberAt(doc, "stress_high"), "s"],
    ["recovery_high", numberAt(doc, "recovery_high"), "s"],
  ],
  daily_spo2: (doc) => [["spo2", numberAt(inside(doc, "spo2_percentage"), "average"), "%"]],
  vO2_max: (doc) => [["vo2_max", numberAt(doc, "vo2_max"), "ml/kg/min"]],
  daily_cardiovascular_age: (doc) => [["vascular_age", numberAt(doc, "vascular_age"), "a"]],
  // The average heart rate variability of a night is RMSSD, in milliseconds.
  sleep: (doc) => [["hrv_rmssd", textAt(doc, "type") === "long_sleep" ? numberAt(doc, "average_hrv") : null, "ms"]],
};

/**
 * Reads one document generously: unknown fields and values are left where they are, missing ones are missing.
 *
 * @returns `undefined` for what is no document at all (no id).
 */
export function readDocument(collection: Collection, given: unknown): ReadDocument | undefined {
  if (!isFields(given)) return undefined;
  const id = textAt(given, "id");
  if (id === null) return undefined;
  const date = textAt(given, "day") ?? textAt(given, "start_day");
  const day = date !== null && isDate(date) ? date : null;
  const rows = READERS[collection]?.(given) ?? [];
  const metrics = rows.flatMap(([metric, value, unit]) => (value === null ? [] : [{ metric, value, unit }]));
  const start = textAt(given, "bedtime_start");
  const night =
    collection === "sleep" && start !== null
      ? {
          start,
          end: textAt(given, "bedtime_end"),
          type: textAt(given, "type"),
          totalSleepS: numberAt(given, "total_sleep_duration"),
        }
      : null;
  return { id, day, metrics, night };
}

/** A page of a list. @returns `undefined` for JSON of another shape. */
export function readPage(
  given: unknown,
): { readonly data: readonly unknown[]; readonly nextToken: string | null } | undefined {
  if (!isFields(given) || !Array.isArray(given["data"])) return undefined;
  return { data: given["data"], nextToken: textAt(given, "next_token") };
}

/** The collection of a webhook's data type; `vo2_max` is spelled differently there. */
export const collectionOf = (dataType: string): Collection | undefined =>
  DAY_COLLECTIONS.find((collection) => collection.toLowerCase() === dataType.toLowerCase());
