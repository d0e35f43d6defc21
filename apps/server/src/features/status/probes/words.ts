import { AppError } from "@wopr/kernel";

const CAUSES: Readonly<Record<string, string>> = {
  ECONNREFUSED: "Nothing listens there: the connection was refused.",
  ECONNRESET: "The other side broke the connection.",
  EPIPE: "The other side broke the connection.",
  ENOTFOUND: "The name is not known.",
  ENODATA: "The name has no such record.",
  EAI_AGAIN: "The name could not be looked up.",
  ETIMEOUT: "The name server does not answer.",
  ETIMEDOUT: "The other side does not answer.",
  EHOSTUNREACH: "The host cannot be reached.",
  ENETUNREACH: "The network cannot be reached.",
  CERT_HAS_EXPIRED: "The certificate has expired.",
  DEPTH_ZERO_SELF_SIGNED_CERT: "The certificate is signed by itself.",
  SELF_SIGNED_CERT_IN_CHAIN: "The certificate is signed by somebody unknown.",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "The certificate is signed by somebody unknown.",
  ERR_TLS_CERT_ALTNAME_INVALID: "The certificate is for another name.",
  HPE_INVALID_CONSTANT: "The answer is no HTTP.",
  "28P01": "The database refused the password.",
  "3D000": "The database named does not exist.",
  "57P03": "The database is starting.",
  "53300": "The database has no connection left.",
  "25006": "The database is read-only.",
  "53100": "The disk of the database is full.",
};

/** Whether a failure is one that the world makes, not a bug of ours. */
export function isForeseen(failure: unknown): boolean {
  if (failure instanceof AppError) return true;
  if (!(failure instanceof Error)) return false;
  return typeof (failure as { code?: unknown }).code === "string" || failure.constructor === Error;
}

/** What went wrong, in a sentence. */
export function sentenceOf(failure: unknown): string {
  if (failure instanceof AppError) return failure.message;
  if (!(failure instanceof Error)) return String(failure);
  const { code } = failure as { readonly code?: unknown };
  const inner = failure instanceof AggregateError ? (failure.errors[0] as unknown) : failure.cause;
  if (typeof code === "string") return CAUSES[code] ?? `${failure.message || "It failed"} (${code}).`;
  if (failure.message !== "" && inner === undefined) return failure.message;
  return inner === undefined ? failure.name : sentenceOf(inner);
}
