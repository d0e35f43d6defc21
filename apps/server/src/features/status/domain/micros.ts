/** Microseconds since 1970 as RFC 3339 in UTC with six decimals. */
export function microsText(us: number): string {
  const ms = Math.floor(us / 1000);
  const rest = String(us - ms * 1000).padStart(3, "0");
  return new Date(ms).toISOString().replace("Z", `${rest}Z`);
}
