export type { BoardMm, Brand, ImagePx } from "./brand.ts";
export { type Clock, systemClock } from "./clock.ts";
export { type Cron, cronStarts, isTimeZone, parseCron } from "./cron.ts";
export {
  AppError,
  type Catalogue,
  defineErrors,
  type ErrorSpec,
  type FailureFacts,
  type FailureStatus,
} from "./errors.ts";
export { ascendingIds, type NewId, uuidv7 } from "./id.ts";
export { canonicalJson, type Json } from "./json.ts";
export { type Log, type LogFacts, silentLog } from "./log.ts";
export { inBackground, inOrder, type Runnable, repeatedly } from "./runnable.ts";
export { Secret } from "./secret.ts";
export { instantOf, isZone, type LocalTime, localTimeOf } from "./zone.ts";
