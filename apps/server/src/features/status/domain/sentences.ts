/** "A", "A and B", "A, B and C"; more than five are counted. */
export function listed(items: readonly string[]): string {
  if (items.length > 5) return `${items.slice(0, 4).join(", ")} and ${items.length - 4} more`;
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

/** "14:02" of the same day in UTC, else "19 Nov 14:02". */
export function timeText(atMs: number, nowMs: number): string {
  const [at, now] = [new Date(atMs).toISOString(), new Date(nowMs).toISOString()];
  const clock = `${at.slice(11, 16)} UTC`;
  if (at.slice(0, 10) === now.slice(0, 10)) return clock;
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  return `${Number(at.slice(8, 10))} ${months[Number(at.slice(5, 7)) - 1]}, ${clock}`;
}

/** "just now", "40 s", "4 min", "3 h", "2 days". */
export function ageText(ms: number): string {
  if (ms < 2_000) return "just now";
  if (ms < 60_000) return `${Math.floor(ms / 1000)} s ago`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min ago`;
  if (ms < 86_400_000) return `${Math.floor(ms / 3_600_000)} h ago`;
  const days = Math.floor(ms / 86_400_000);
  return days === 1 ? "yesterday" : `${days} days ago`;
}

/** 0.99954 as "99.95 %": rounded down, so that nothing but 1 reads as 100. */
export const percentText = (share: number): string => `${(Math.floor(share * 10_000) / 100).toFixed(2)} %`;
