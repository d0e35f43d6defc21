import type { Board } from "./board.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Incident } from "./domain/incident.ts";

/** What Prometheus is told (status.md 6): the facts, without a format. */
export interface StatusMetrics {
  /** 1 pass, 0 fail, −1 not run. */
  readonly results: readonly {
    readonly check: string;
    readonly vantage: string;
    readonly value: 1 | 0 | -1;
    readonly seconds: number;
  }[];
  readonly incidentsOpen: { readonly info: number; readonly warning: number; readonly critical: number };
  readonly journalBacklog: number;
  readonly lateSeconds: number;
}

/** Reads the facts from memory. */
export function statusMetrics(deps: {
  readonly board: Board;
  readonly catalogue: Catalogue;
  readonly incidents: readonly Incident[];
  readonly backlog: number;
  readonly lateMs: number;
}): StatusMetrics {
  const open = deps.incidents.filter(({ state }) => state !== "resolved");
  const count = (severity: Incident["severity"]) => open.filter((incident) => incident.severity === severity).length;
  return {
    results: [...deps.catalogue.checks.keys()].flatMap((check) => {
      const newest = deps.board.newest(check);
      if (!newest) return [];
      const value = newest.result === "pass" ? 1 : newest.result === "fail" ? 0 : -1;
      return [{ check, vantage: newest.vantage, value, seconds: newest.ms / 1000 } as const];
    }),
    incidentsOpen: { info: count("info"), warning: count("warning"), critical: count("critical") },
    journalBacklog: deps.backlog,
    lateSeconds: deps.lateMs / 1000,
  };
}
