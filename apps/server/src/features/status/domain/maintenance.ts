import { type Cron, cronStarts } from "@wopr/kernel";

/** A planned time: once, or again and again. */
export interface MaintenanceWindow {
  readonly id: string;
  readonly title: string;
  /** Components it is for; empty: all. */
  readonly components: readonly string[];
  /** Once. Milliseconds since 1970. */
  readonly once: { readonly fromMs: number; readonly toMs: number } | null;
  readonly repeated: { readonly cron: Cron; readonly durationMs: number; readonly zone: string } | null;
  /** Whether checks pause meanwhile. */
  readonly suspend: boolean;
  readonly public: boolean;
}

/** One time of a window. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** How far ahead a next time is looked for. */
const AHEAD_MS = 400 * 86_400_000;

/** The span a moment lies in, else the next one; undefined when there is none to come. Spans are half-open. */
export function currentOrNext(window: MaintenanceWindow, nowMs: number): Span | undefined {
  if (window.once) return nowMs < window.once.toMs ? window.once : undefined;
  if (!window.repeated) return undefined;
  const { cron, durationMs, zone } = window.repeated;
  const [first] = cronStarts(cron, zone, nowMs - durationMs + 1, nowMs + AHEAD_MS);
  return first === undefined ? undefined : { fromMs: first, toMs: first + durationMs };
}

/** Whether a window runs at a moment. */
export function isActive(window: MaintenanceWindow, atMs: number): boolean {
  const span = currentOrNext(window, atMs);
  return span !== undefined && span.fromMs <= atMs && atMs < span.toMs;
}

/** What running windows mean for a component. */
export function maintenanceOf(
  component: string,
  active: readonly MaintenanceWindow[],
): { readonly maintenance: boolean; readonly suspend: boolean } {
  const concerned = active.filter(({ components }) => components.length === 0 || components.includes(component));
  return { maintenance: concerned.length > 0, suspend: concerned.some(({ suspend }) => suspend) };
}
