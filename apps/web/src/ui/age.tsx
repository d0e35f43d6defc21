import { useNow } from "../app/time.tsx";
import { agoText, exactText } from "./words.ts";

/** "3 min ago", with the exact time in `title` and for screen readers. */
export function Age({ at }: { readonly at: string | Date }) {
  const now = useNow(10_000);
  const date = at instanceof Date ? at : new Date(at);
  return (
    <time dateTime={date.toISOString()} title={exactText(date)}>
      {agoText(date, now)}
    </time>
  );
}
