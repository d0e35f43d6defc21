import { PlatformErrors } from "../../http/errors.ts";

const SHORTEST = 3;

/**
 * The reason of an act that needs one.
 *
 * @throws {AppError} `platform.reason_required`
 */
export function demandReason(reason: string | null | undefined): string {
  const text = reason?.trim() ?? "";
  if (text.length < SHORTEST) throw PlatformErrors.reason_required({});
  return text;
}
