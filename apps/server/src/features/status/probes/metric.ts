import type { ProbeWire } from "@wopr/contracts";
import { failed, type Outcome, passed } from "../probe.ts";
import type { Exchange } from "./exchange.ts";
import type { Right } from "./guard.ts";
import { jsonOf, memberAt } from "./http.ts";

type MetricProbe = Extract<ProbeWire, { kind: "metric" }>;

const COMPARE: { readonly [C in MetricProbe["compare"]]: (a: number, b: number) => boolean } = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  ">=": (a, b) => a >= b,
  ">": (a, b) => a > b,
};

/** Asks a Prometheus. Every series must fit; no series is a failure, because nothing was measured. */
export async function probeMetric(
  probe: MetricProbe,
  exchange: Exchange,
  right: Right,
  signal: AbortSignal,
): Promise<Outcome> {
  const url = new URL("api/v1/query", probe.prometheus.endsWith("/") ? probe.prometheus : `${probe.prometheus}/`);
  url.searchParams.set("query", probe.query);
  const answer = await exchange({ url: url.href, right, signal });
  const body = jsonOf(answer.body.toString("utf8"));
  if (memberAt(body, "status") !== "success")
    return failed(`Prometheus refuses the query: ${String(memberAt(body, "error") ?? `status ${answer.status}`)}.`);
  const values = valuesOf(memberAt(body, "data.resultType"), memberAt(body, "data.result"));
  if (values.length === 0) return failed("The query gave no series: nothing was measured.");
  const wrong = values.find((value) => !COMPARE[probe.compare](value, probe.value));
  const facts = { series: values.length, value: (wrong ?? values[0] ?? Number.NaN).toString() };
  return wrong === undefined ? passed(facts) : failed(`${wrong} is not ${probe.compare} ${probe.value}.`, facts);
}

function valuesOf(type: unknown, result: unknown): readonly number[] {
  if (type === "scalar") return [Number(memberAt(result, "1"))];
  if (type !== "vector" || !Array.isArray(result)) return [];
  return result.map((series) => Number(memberAt(series, "value.1")));
}
