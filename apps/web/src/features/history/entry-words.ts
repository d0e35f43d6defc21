import type { Change } from "../../ui/difference.tsx";

/** Areas of the history, as a person chooses them. */
export const AREA_WORDS: readonly { readonly value: string; readonly label: string }[] = [
  { value: "", label: "Everything" },
  { value: "identity", label: "People, keys and devices" },
  { value: "secrets", label: "Secrets" },
  { value: "config,rollouts", label: "Configuration" },
  { value: "status", label: "Status" },
  { value: "fleet", label: "Fleet" },
  { value: "gameservers", label: "Game servers" },
  { value: "notifications", label: "Notifications" },
  { value: "backup,jobs", label: "Backups and jobs" },
  { value: "audit", label: "What was taken back" },
];

const MOST = 60;
const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const shown = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** Two states as lines of a difference; what is nested is compared as a whole. */
export function changesOf(before: unknown, after: unknown): readonly Change[] {
  if (before === null && after === null) return [];
  const was = isPlain(before) ? before : before === null ? {} : { value: before };
  const is = isPlain(after) ? after : after === null ? {} : { value: after };
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort().slice(0, MOST);
  return names.map((name): Change => {
    const [old, now] = [was[name], is[name]];
    if (old === undefined) return { at: name, kind: "added", after: shown(now) };
    if (now === undefined) return { at: name, kind: "removed", before: shown(old) };
    const same = JSON.stringify(old) === JSON.stringify(now);
    return { at: name, kind: same ? "same" : "changed", before: shown(old), after: shown(now) };
  });
}
