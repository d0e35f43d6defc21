import { COMMON_STEMS, SLIDES } from "./common-passwords.ts";

/** Fewer different characters than this make a pattern, not a password. */
const FEWEST_DIFFERENT = 4;
const LOOKALIKES: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
};

/**
 * Whether a password is among those that are tried first: a common word alone, doubled or with digits around it, a slide
 * along the keyboard, few different characters, or the name before the @ of the own address with digits.
 */
export function isCommonPassword(password: string, email: string): boolean {
  const plain = password.toLowerCase();
  if (new Set(plain).size < FEWEST_DIFFERENT) return true;
  const unit = shortestPeriod(plain);
  if (isSlide(unit)) return true;
  const own = lettersOf(email.toLowerCase().split("@")[0] ?? "");
  // With digits as letters (p4ssw0rd) and without them (password2024): both are how people make a word "stronger".
  for (const text of [unit, plain, undisguised(unit), undisguised(plain), undisguised(withoutEnds(plain))]) {
    const letters = shortestPeriod(lettersOf(text));
    if (COMMON_STEMS.has(letters) || (own.length >= 3 && letters === own)) return true;
    if (isTwoStems(letters)) return true;
  }
  return false;
}

/** `abcabcabc` is made of `abc`; a text that repeats nothing is its own unit. */
function shortestPeriod(text: string): string {
  for (let length = 1; length <= text.length / 2; length += 1) {
    const unit = text.slice(0, length);
    if (unit.repeat(Math.ceil(text.length / length)).startsWith(text)) return unit;
  }
  return text;
}

function isSlide(text: string): boolean {
  const parts = text.match(/[a-z]+|\d+|[^a-z\d]+/g) ?? [];
  const isOne = (part: string) =>
    part.length <= 2 || SLIDES.some((row) => row.includes(part) || row.includes([...part].reverse().join("")));
  return isOne(text) || (parts.some((part) => part.length > 3) && parts.every(isOne));
}

/** Two common words side by side are guessed as one: `welcomeadmin`. */
function isTwoStems(letters: string): boolean {
  for (let cut = 3; cut <= letters.length - 3; cut += 1) {
    if (COMMON_STEMS.has(letters.slice(0, cut)) && COMMON_STEMS.has(letters.slice(cut))) return true;
  }
  return false;
}

const lettersOf = (text: string) => text.replaceAll(/[^a-z]/g, "");
const undisguised = (text: string) => [...text].map((char) => LOOKALIKES[char] ?? char).join("");
/** Digits and signs hung on at either end are no disguise but decoration. */
const withoutEnds = (text: string) => text.replace(/^[^a-z]+|[^a-z]+$/g, "");
