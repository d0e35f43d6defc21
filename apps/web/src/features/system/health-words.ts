import type { ResponseOf, readHealth } from "@wopr/contracts";
import type { StateName } from "../../ui/state-mark.tsx";
import { sentenceOf } from "../../ui/states.tsx";
import { listText } from "../../ui/words.ts";

type Health = ResponseOf<typeof readHealth>;

/** State and word of one service. */
export const HEALTH: Readonly<
  Record<Health["services"][string], { readonly state: StateName; readonly word: string }>
> = {
  healthy: { state: "works", word: "works" },
  degraded: { state: "attention", word: "works in part" },
  unhealthy: { state: "failed", word: "does not work" },
  disabled: { state: "planned", word: "switched off" },
};

/** The whole installation in one sentence. */
export function healthSentence(health: Health | undefined, failure: Error | null): string {
  if (!health) return failure ? sentenceOf(failure) : "One moment.";
  const broken = Object.entries(health.services).filter(
    ([, status]) => status === "unhealthy" || status === "degraded",
  );
  if (broken.length === 0) return "Everything works.";
  return `${listText(broken.map(([name, status]) => `${name.replaceAll(/[-_]/g, " ")} ${HEALTH[status].word}`))}.`;
}
