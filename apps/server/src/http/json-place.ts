/** Longer texts are not searched: a caller that sends 64 KiB of broken JSON is no person looking for a comma. */
const MAX_SEARCHED = 65_536;

/**
 * Where a text stops being JSON, as `line:column` counted from 1; `""` when that cannot be told.
 *
 * The engine names the place in some of its messages only. Prefixes that end too early and prefixes that are wrong are
 * told apart by it always, so the place is the end of the longest prefix that is merely unfinished.
 */
export function placeOfJsonError(text: string): string {
  if (text.length > MAX_SEARCHED) return "";
  let good = 0;
  let bad = text.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (couldContinue(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  const lines = text.slice(0, good).split("\n");
  return `${lines.length}:${(lines.at(-1) ?? "").length + 1}`;
}

function couldContinue(prefix: string): boolean {
  try {
    JSON.parse(prefix);
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message : "";
    const place = /at position (\d+)/.exec(reason);
    return /^(Unexpected end|Unterminated string)/.test(reason) || (place ? Number(place[1]) >= prefix.length : false);
  }
}
