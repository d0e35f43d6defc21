import { type OwnCheckWire, PUBLISHED_CHECKS, type StatusDefinitionsWire } from "@wopr/contracts";
import { createGraph, type Graph, graphProblem } from "./domain/graph.ts";
import type { CheckPlan, Component } from "./domain/types.ts";
import { StatusErrors } from "./errors.ts";
import type { BuiltInCheck, Probe } from "./probe.ts";
import { ownProbe, type ProbeTools, targetOf } from "./probes/own.ts";
import { patternProblem } from "./probes/patterns.ts";

/** A check that can be run. */
export interface Runnable {
  readonly plan: CheckPlan;
  readonly probe: Probe;
  /** What stands after the title of its component when it fails. */
  readonly failing: string;
  /** The host it reaches; null: none in particular. */
  readonly target: string | null;
  readonly own: OwnCheckWire | null;
}

/** Every check there is: those that ship, as they are tuned, and own ones. */
export interface Catalogue {
  readonly checks: ReadonlyMap<string, Runnable>;
  readonly graph: Graph;
  readonly components: ReadonlyMap<string, Component>;
  readonly definitions: StatusDefinitionsWire;
}

const PUBLISHED: ReadonlySet<string> = new Set(PUBLISHED_CHECKS);

/**
 * Puts the checks together.
 *
 * @throws {AppError} `status.bad_check`, `status.dependency_cycle`
 */
export function createCatalogue(
  builtIn: readonly BuiltInCheck[],
  definitions: StatusDefinitionsWire,
  tools: ProbeTools,
): Catalogue {
  const shipped = builtIn.map((check) => fromBuiltIn(check, definitions));
  const own = definitions.checks.map((check) => fromOwn(check, tools));
  const all = [...shipped, ...own];
  const names = new Set<string>();
  for (const { plan } of all) {
    if (names.has(plan.name)) throw bad(plan.name, "exists already; choose another name.");
    names.add(plan.name);
  }
  for (const name of Object.keys(definitions.built_in)) {
    if (!shipped.some(({ plan }) => plan.name === name)) throw bad(name, "is not built in, so it cannot be tuned.");
  }
  const problem = graphProblem(all.map(({ plan }) => plan));
  if (problem?.kind === "cycle") throw StatusErrors.dependency_cycle({ cycle: problem.cycle });
  if (problem) throw bad(problem.check, `needs "${problem.needs}", which does not exist.`);
  const components = componentsOf(builtIn, definitions);
  for (const { plan } of own) {
    if (!components.has(plan.component))
      throw bad(plan.name, `belongs to the component "${plan.component}", which does not exist.`);
  }
  return {
    checks: new Map(all.map((check) => [check.plan.name, check])),
    graph: createGraph(all.map(({ plan }) => plan)),
    components,
    definitions,
  };
}

function fromBuiltIn(check: BuiltInCheck, definitions: StatusDefinitionsWire): Runnable {
  const tuning = definitions.built_in[check.name] ?? {};
  return {
    plan: {
      name: check.name,
      title: check.title,
      component: check.component.id,
      needs: (check.needs ?? []).map((name) => ({ check: name, kind: "hard" })),
      intervalMs: (tuning.interval_s ?? check.intervalS) * 1000,
      deadlineMs: tuning.deadline_ms ?? check.deadlineMs,
      enabled: tuning.enabled ?? true,
      published: PUBLISHED.has(check.name),
      runbook: `docs/runbooks/${check.runbook}`,
      kind: "built_in",
      pushAfterMs: null,
    },
    probe: check.probe,
    failing: ` ${check.failing}`,
    target: null,
    own: null,
  };
}

function fromOwn(check: OwnCheckWire, tools: ProbeTools): Runnable {
  for (const pattern of patternsOf(check)) {
    const problem = patternProblem(pattern);
    if (problem) throw bad(check.name, problem);
  }
  const { probe } = check;
  const isPush = probe.kind === "push";
  return {
    plan: {
      name: check.name,
      title: check.title,
      component: check.component,
      needs: check.needs,
      intervalMs: isPush ? probe.every_s * 1000 : check.interval_s * 1000,
      deadlineMs: check.deadline_ms,
      enabled: check.enabled,
      published: false,
      runbook: null,
      kind: probe.kind,
      pushAfterMs: isPush ? (probe.every_s + probe.grace_s) * 1000 : null,
    },
    probe: ownProbe(probe, check.private ? "private" : "public", tools),
    failing: `: “${check.title}” fails`,
    target: targetOf(probe),
    own: check,
  };
}

function patternsOf({ probe }: OwnCheckWire): readonly string[] {
  const all = probe.kind === "steps" ? probe.steps.map((step) => step.probe) : [probe];
  return all.flatMap((one) => {
    if (one.kind === "tcp") return one.banner_regex === undefined ? [] : [one.banner_regex];
    if (one.kind !== "http") return [];
    return [
      ...Object.values(one.expect.headers),
      ...(one.expect.body_regex === undefined ? [] : [one.expect.body_regex]),
    ];
  });
}

/** Those that checks ship with come first; what people say of one wins. */
function componentsOf(
  builtIn: readonly BuiltInCheck[],
  definitions: StatusDefinitionsWire,
): ReadonlyMap<string, Component> {
  const all = new Map<string, Component>();
  for (const { component } of builtIn) {
    const { id, title, critical = false } = component;
    if (!all.has(id)) all.set(id, { id, title, critical, public: true });
  }
  for (const component of definitions.components) all.set(component.id, component);
  return all;
}

const bad = (check: string, problem: string) => StatusErrors.bad_check({ check, problem });
