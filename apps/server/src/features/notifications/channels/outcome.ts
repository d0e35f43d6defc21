/** What a try to tell somebody led to. `answer` is what the other side said, for the person who set it up. */
export type Outcome =
  | { readonly ok: true; readonly answer: string }
  | {
      readonly ok: false;
      readonly error: string;
      /** How long the other side asks to wait. */
      readonly waitMs?: number | undefined;
      /** Trying again cannot help: the address is gone, the password wrong. */
      readonly permanent?: boolean;
    };

/** A status as an outcome. */
export async function outcomeOf(answer: Response, waitMs?: number): Promise<Outcome> {
  const text = (await answer.text().catch(() => "")).slice(0, 300);
  const said = `${answer.status}${text ? ` ${text}` : ""}`;
  if (answer.status >= 200 && answer.status < 300) return { ok: true, answer: said };
  const permanent = [400, 401, 403, 404, 405, 410, 413].includes(answer.status);
  return { ok: false, error: `The other side answered ${said}`, waitMs, permanent };
}
