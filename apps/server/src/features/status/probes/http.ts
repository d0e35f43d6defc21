import type { ProbeWire } from "@wopr/contracts";
import type { Facts } from "../domain/types.ts";
import { failed, type Outcome, passed } from "../probe.ts";
import type { Answered, Exchange } from "./exchange.ts";
import type { Right } from "./guard.ts";
import { fits } from "./patterns.ts";

type HttpProbe = Extract<ProbeWire, { kind: "http" }>;

const DAY_MS = 86_400_000;
/** As much of an answer as helps to see what it was. */
const HEAD_CHARS = 300;

/** Asks and holds the answer against what is expected. */
export async function probeHttp(
  probe: HttpProbe,
  deps: { readonly exchange: Exchange; readonly now: () => Date },
  right: Right,
  signal: AbortSignal,
): Promise<{ readonly outcome: Outcome; readonly answer: Answered }> {
  const { url, method, headers, body } = probe;
  const answer = await deps.exchange({ url, method, headers, body, right, signal });
  const problem = problemOf(probe.expect, answer, deps.now());
  const facts = factsOf(answer, problem !== undefined);
  return { outcome: problem === undefined ? passed(facts) : failed(problem, facts), answer };
}

function problemOf(expect: HttpProbe["expect"], answer: Answered, now: Date): string | undefined {
  const text = () => answer.body.toString("utf8");
  if (!expect.status.includes(answer.status))
    return `The answer has status ${answer.status}; expected ${expect.status.join(" or ")}.`;
  for (const [name, pattern] of Object.entries(expect.headers)) {
    const value = answer.headers[name.toLowerCase()];
    if (value === undefined) return `The answer has no header ${name}.`;
    if (!fits(pattern, value)) return `The header ${name} is not as expected.`;
  }
  if (expect.body_regex !== undefined && !fits(expect.body_regex, text())) return "The body is not as expected.";
  const members = Object.entries(expect.json);
  if (members.length > 0) {
    const value = jsonOf(text());
    if (value === undefined) return "The body is no JSON.";
    for (const [path, wanted] of members) {
      const found = memberAt(value, path);
      if (found !== wanted)
        return `${path} is ${JSON.stringify(found) ?? "absent"}; expected ${JSON.stringify(wanted)}.`;
    }
  }
  if (expect.max_ms !== undefined && answer.ms > expect.max_ms)
    return `The answer took ${Math.round(answer.ms)} ms; at most ${expect.max_ms} ms are allowed.`;
  if (expect.tls_days !== undefined) return certificateProblem(answer.certificateUntil, expect.tls_days, now);
  return undefined;
}

/** What is wrong with a certificate that must be good for `days` days more. */
export function certificateProblem(until: Date | undefined, days: number, now: Date): string | undefined {
  if (!until) return "There is no certificate: the address does not use TLS.";
  const left = Math.floor((until.getTime() - now.getTime()) / DAY_MS);
  if (left >= days) return undefined;
  return left < 0
    ? `The certificate expired ${-left} days ago.`
    : `The certificate expires in ${left} days; at least ${days} are wanted.`;
}

function factsOf(answer: Answered, withHead: boolean): Facts {
  return {
    status: answer.status,
    bytes: answer.body.length,
    ...(answer.truncated ? { truncated: true } : {}),
    ...(answer.certificateUntil ? { certificate_until: answer.certificateUntil.toISOString() } : {}),
    ...(answer.headers["content-type"] ? { content_type: answer.headers["content-type"].slice(0, 100) } : {}),
    ...(withHead ? { head: answer.body.subarray(0, HEAD_CHARS).toString("utf8") } : {}),
  };
}

/** A text as JSON; undefined when it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The member at a dotted path, `data.items.0.name`. */
export function memberAt(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((inner, step) => {
    if (typeof inner !== "object" || inner === null || !Object.hasOwn(inner, step)) return undefined;
    return (inner as Record<string, unknown>)[step];
  }, value);
}
