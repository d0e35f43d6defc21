/**
 * A value as the history keeps it: plain JSON whose texts PostgreSQL can hold (no NUL, no half surrogates), cut at
 * `maxBytes`, because a history is read by people.
 */
export function storable(value: unknown, maxBytes = 64 * 1024): unknown {
  if (value === undefined || value === null) return null;
  const text = JSON.stringify(value, (_, member: unknown) =>
    typeof member === "string" ? storableText(member) : member,
  );
  if (text === undefined) return null;
  if (text.length <= maxBytes) return JSON.parse(text);
  return { truncated: true, bytes: text.length, begins: text.slice(0, 2_000) };
}

/** A text PostgreSQL can hold. */
export const storableText = (text: string): string => text.replaceAll("\u0000", "\uFFFD").toWellFormed();
