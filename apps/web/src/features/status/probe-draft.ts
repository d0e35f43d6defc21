import type { OwnCheckWire, ProbeWire } from "@wopr/contracts";

/** Kinds of own checks that the form can make; others are written as JSON. */
export type DraftKind = "http" | "tcp" | "tls" | "dns" | "push" | "metric";

/** What stands in the form. Everything is text until it is sent, so that nothing typed is lost. */
export interface CheckDraft {
  readonly name: string;
  readonly title: string;
  readonly component: string;
  readonly intervalS: string;
  readonly deadlineS: string;
  readonly needs: readonly string[];
  readonly enabled: boolean;
  readonly private: boolean;
  readonly kind: DraftKind | "json";
  readonly url: string;
  readonly status: string;
  readonly bodyRegex: string;
  readonly host: string;
  readonly port: string;
  readonly days: string;
  readonly record: string;
  readonly expect: string;
  readonly everyS: string;
  readonly graceS: string;
  readonly query: string;
  readonly compare: string;
  readonly value: string;
  /** The probe as JSON, for kinds without a form. */
  readonly json: string;
}

/** Names of kinds for people. */
export const KINDS: readonly { readonly value: CheckDraft["kind"]; readonly label: string }[] = [
  { value: "http", label: "Web address (HTTP)" },
  { value: "tcp", label: "Port (TCP)" },
  { value: "tls", label: "Certificate (TLS)" },
  { value: "dns", label: "Name (DNS)" },
  { value: "push", label: "Sign of life (push)" },
  { value: "metric", label: "Metric (Prometheus)" },
  { value: "json", label: "Anything else, as JSON" },
];

const EMPTY: CheckDraft = {
  name: "",
  title: "",
  component: "",
  intervalS: "60",
  deadlineS: "10",
  needs: [],
  enabled: true,
  private: false,
  kind: "http",
  url: "https://",
  status: "200",
  bodyRegex: "",
  host: "",
  port: "443",
  days: "14",
  record: "A",
  expect: "",
  everyS: "300",
  graceS: "60",
  query: "",
  compare: "<",
  value: "0",
  json: '{\n  "kind": "steps",\n  "steps": []\n}',
};

/** The form of a check, or an empty one. */
export function draftOf(check: OwnCheckWire | undefined, component: string): CheckDraft {
  if (!check) return { ...EMPTY, component };
  const { probe } = check;
  const base: CheckDraft = {
    ...EMPTY,
    name: check.name,
    title: check.title,
    component: check.component,
    intervalS: String(check.interval_s),
    deadlineS: String(check.deadline_ms / 1000),
    needs: check.needs.map((need) => need.check),
    enabled: check.enabled,
    private: check.private,
    json: JSON.stringify(probe, null, 2),
  };
  switch (probe.kind) {
    case "http": {
      // What the form does not show must not get lost: then the check is shown as JSON.
      const { headers, json, max_ms: maxMs, tls_days: tlsDays } = probe.expect;
      const isPlain =
        probe.method === "GET" &&
        [headers, json, probe.headers].every((record) => Object.keys(record).length === 0) &&
        [maxMs, tlsDays, probe.body].every((value) => value === undefined);
      if (!isPlain) return { ...base, kind: "json" };
      const { status, body_regex: bodyRegex } = probe.expect;
      return { ...base, kind: "http", url: probe.url, status: status.join(", "), bodyRegex: bodyRegex ?? "" };
    }
    case "tcp":
      return { ...base, kind: "tcp", host: probe.host, port: String(probe.port), expect: probe.banner_regex ?? "" };
    case "tls":
      return probe.server_name === undefined
        ? { ...base, kind: "tls", host: probe.host, port: String(probe.port), days: String(probe.days) }
        : { ...base, kind: "json" };
    case "dns":
      return probe.resolver === undefined
        ? { ...base, kind: "dns", host: probe.host, record: probe.type, expect: probe.expect.join(", ") }
        : { ...base, kind: "json" };
    case "push":
      return { ...base, kind: "push", everyS: String(probe.every_s), graceS: String(probe.grace_s) };
    case "metric":
      return {
        ...base,
        kind: "metric",
        url: probe.prometheus,
        query: probe.query,
        compare: probe.compare,
        value: String(probe.value),
      };
    default:
      return { ...base, kind: "json" };
  }
}

const listOf = (text: string) =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

/** What the form says about the probe, before the server has looked at it. */
export function probeOf(draft: CheckDraft): unknown {
  switch (draft.kind) {
    case "http":
      return {
        kind: "http",
        url: draft.url,
        expect: {
          status: listOf(draft.status).map(Number),
          ...(draft.bodyRegex === "" ? {} : { body_regex: draft.bodyRegex }),
        },
      };
    case "tcp": {
      const banner = draft.expect === "" ? {} : { banner_regex: draft.expect };
      return { kind: "tcp", host: draft.host, port: Number(draft.port), ...banner };
    }
    case "tls":
      return { kind: "tls", host: draft.host, port: Number(draft.port), days: Number(draft.days) };
    case "dns":
      return { kind: "dns", host: draft.host, type: draft.record, expect: listOf(draft.expect) };
    case "push":
      return { kind: "push", every_s: Number(draft.everyS), grace_s: Number(draft.graceS) };
    case "metric":
      return {
        kind: "metric",
        prometheus: draft.url,
        query: draft.query,
        compare: draft.compare,
        value: Number(draft.value),
      };
    case "json":
      return JSON.parse(draft.json) as ProbeWire;
  }
}

/** What the form says about the whole check. @throws {SyntaxError} for JSON that is none. */
export function checkOf(draft: CheckDraft): unknown {
  return {
    name: draft.name,
    title: draft.title,
    component: draft.component,
    interval_s: Number(draft.intervalS),
    deadline_ms: Math.round(Number(draft.deadlineS) * 1000),
    needs: draft.needs.map((check) => ({ check, kind: "hard" })),
    enabled: draft.enabled,
    private: draft.private,
    probe: probeOf(draft),
  };
}
