/** The sign-in, and the way back to the page that was asked for. */
export const signInAddress = (here: string): string =>
  here === "/" || here === "/play" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(here)}`;

/** Where to go after signing in: the page asked for when it is one of ours, else the games. */
export function placeAfterSignIn(next: string | undefined): string {
  // Two slashes (or a backslash, which browsers read as one) would lead to another server.
  const ours =
    next !== undefined && /^\/(?![/\\])/.test(next) && !next.startsWith("/sign-in") && !next.startsWith("/setup");
  return ours ? next : "/play";
}

/** The set-up code in the address the terminal printed: `#code=eight-words`. Never part of a request. */
export function codeInHash(hash: string): string {
  return new URLSearchParams(hash.replace(/^#/, "")).get("code")?.trim() ?? "";
}

/** How good a password looks before the server has its say. */
export function passwordHint(password: string): string {
  const missing = 12 - password.length;
  if (password.length === 0) return "At least 12 characters. A sentence is easy to remember and hard to guess.";
  if (missing > 0) return `${missing} more ${missing === 1 ? "character" : "characters"}.`;
  return "Long enough.";
}

/** The token of a link, from behind the `#`: what stands there is sent to no server and kept in no log. */
export const tokenInAddress = (): string =>
  new URLSearchParams(globalThis.location.hash.replace(/^#/, "")).get("token") ?? "";
