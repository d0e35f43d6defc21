import type { ProbeWire } from "@wopr/contracts";
import type { Clock } from "@wopr/kernel";
import type { Facts } from "../domain/types.ts";
import { failed, notRun, type Outcome, type Probe, passed } from "../probe.ts";
import { probeDns } from "./dns.ts";
import type { Exchange } from "./exchange.ts";
import type { LookUp, Right } from "./guard.ts";
import { jsonOf, memberAt, probeHttp } from "./http.ts";
import { probeMetric } from "./metric.ts";
import { probeTcp, probeTls } from "./sockets.ts";
import { probeSql, type ReadSecret } from "./store-sql.ts";
import { sentenceOf } from "./words.ts";

/** What probes of own checks need. */
export interface ProbeTools {
  readonly exchange: Exchange;
  readonly lookUp: LookUp;
  readonly readSecret: ReadSecret;
  readonly clock: Clock;
}

/** The probe of an own check. Push checks have none: they wait to be told. */
export function ownProbe(wire: ProbeWire, right: Right, tools: ProbeTools): Probe {
  return async ({ signal }) => (await runProbe(wire, right, tools, signal)).outcome;
}

interface Probed {
  readonly outcome: Outcome;
  /** The body of the answer, for what later steps capture. */
  readonly body?: string;
}

async function runProbe(wire: ProbeWire, right: Right, tools: ProbeTools, signal: AbortSignal): Promise<Probed> {
  const { exchange, lookUp, clock } = tools;
  const now = () => clock.now();
  switch (wire.kind) {
    case "http": {
      const { outcome, answer } = await probeHttp(wire, { exchange, now }, right, signal);
      return { outcome, body: answer.body.toString("utf8") };
    }
    case "tcp":
      return { outcome: await probeTcp(wire, lookUp, right, signal) };
    case "tls":
      return { outcome: await probeTls(wire, lookUp, right, now, signal) };
    case "dns":
      return { outcome: await probeDns(wire, lookUp, right, signal) };
    case "sql":
      return { outcome: await probeSql(wire, tools, right, signal) };
    case "metric":
      return { outcome: await probeMetric(wire, exchange, right, signal) };
    case "steps":
      return { outcome: await runSteps(wire, right, tools, signal) };
    case "push":
      return { outcome: notRun("never_ran", "Signs of life are waited for, not fetched.") };
  }
}

type Steps = Extract<ProbeWire, { kind: "steps" }>;

/** Steps in order until one fails; those marked `always` run in any case. */
async function runSteps({ steps }: Steps, right: Right, tools: ProbeTools, signal: AbortSignal): Promise<Outcome> {
  const variables = new Map<string, string>();
  let failure: string | undefined;
  const done: Facts[] = [];
  for (const step of steps) {
    if (failure !== undefined && !step.always) continue;
    const began = tools.clock.monotonicMs();
    const problem = await runStep(step, variables, right, tools, signal);
    done.push({ step: step.name, ms: Math.round(tools.clock.monotonicMs() - began), ok: problem === undefined });
    failure ??= problem === undefined ? undefined : `${step.name}: ${problem}`;
  }
  const facts = { steps: done };
  return failure === undefined ? passed(facts) : failed(failure, facts);
}

async function runStep(
  step: Steps["steps"][number],
  variables: Map<string, string>,
  right: Right,
  tools: ProbeTools,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const probe = filledIn(step.probe, variables) as ProbeWire;
    const { outcome, body } = await runProbe(probe, right, tools, signal);
    if (outcome.result === "fail") return outcome.error;
    for (const [name, path] of Object.entries(step.capture)) {
      const value = memberAt(jsonOf(body ?? ""), path);
      if (value === undefined || typeof value === "object") return `${path} is not in the answer.`;
      variables.set(name, String(value));
    }
    return undefined;
  } catch (error) {
    return sentenceOf(error);
  }
}

/** `{{name}}` in every text of a probe. In addresses what is filled in is percent-encoded: it must not change the host. */
function filledIn(value: unknown, variables: ReadonlyMap<string, string>, key?: string): unknown {
  if (typeof value === "string") {
    return value.replaceAll(/\{\{([a-z][a-z0-9_]*)\}\}/g, (whole, name: string) => {
      const filled = variables.get(name);
      if (filled === undefined) return whole;
      return key === "url" ? encodeURIComponent(filled) : filled.replaceAll(/[\r\n\0]/g, "");
    });
  }
  if (Array.isArray(value)) return value.map((item) => filledIn(item, variables));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, filledIn(inner, variables, name)]));
}

/** The host a probe reaches, so that no host is asked by too many checks at once. */
export function targetOf(wire: ProbeWire): string | null {
  switch (wire.kind) {
    case "http":
      return new URL(wire.url).hostname;
    case "metric":
      return new URL(wire.prometheus).hostname;
    case "tcp":
    case "tls":
      return wire.host;
    case "dns":
      return wire.resolver ?? null;
    case "steps": {
      const [first] = wire.steps;
      return first ? targetOf(first.probe) : null;
    }
    case "sql":
      return wire.url.$secret;
    case "push":
      return null;
  }
}
