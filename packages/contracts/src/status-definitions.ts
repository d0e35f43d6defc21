import { z } from "zod";

/** Names of checks; also the names of the ten published ones. */
export const CheckNameWire = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,62}$/, "must be lower-case letters, digits and hyphens, 2 to 63, beginning with a letter");

const Host = z.string().min(1).max(253);
const Port = z.int().min(1).max(65_535);
const Pattern = z.string().min(1).max(500);
const HttpUrl = z
  .url({ protocol: /^https?$/, error: "must be an address that begins with http:// or https://" })
  .max(2000);
const HeaderName = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, "is no name of a header");
const HeaderText = z
  .string()
  .max(2000)
  .regex(/^[^\r\n\0]*$/, "must be one line");

/** A GET, or any other request, and what its answer must be like. */
export const HttpProbeWire = z.strictObject({
  kind: z.literal("http"),
  url: HttpUrl,
  method: z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]).default("GET"),
  headers: z.record(HeaderName, HeaderText).default({}),
  body: z.string().max(64_000).optional(),
  expect: z
    .strictObject({
      status: z.array(z.int().min(100).max(599)).min(1).max(20).default([200]),
      /** Regular expressions by name of header. */
      headers: z.record(HeaderName, Pattern).default({}),
      body_regex: Pattern.optional(),
      /** Members by dotted path, e.g. `data.items.0.name`, and what they must equal. */
      json: z.record(z.string().min(1).max(200), z.union([z.string(), z.number(), z.boolean(), z.null()])).default({}),
      max_ms: z.int().min(1).max(60_000).optional(),
      /** Days the certificate must still be good for. */
      tls_days: z.int().min(0).max(3650).optional(),
    })
    .prefault({}),
});

/** A connection, and what the other side says first. */
export const TcpProbeWire = z.strictObject({
  kind: z.literal("tcp"),
  host: Host,
  port: Port,
  banner_regex: Pattern.optional(),
});

/** A handshake, and how long its certificate is still good. */
export const TlsProbeWire = z.strictObject({
  kind: z.literal("tls"),
  host: Host,
  port: Port.default(443),
  server_name: Host.optional(),
  days: z.int().min(0).max(3650).default(14),
});

/** A look-up, and which records must be among the answers. */
export const DnsProbeWire = z.strictObject({
  kind: z.literal("dns"),
  host: Host,
  type: z.enum(["A", "AAAA", "CNAME", "MX", "NS", "TXT"]).default("A"),
  expect: z.array(z.string().min(1).max(500)).max(20).default([]),
  /** Address of the name server, `192.0.2.53` or with port; absent: that of the machine. */
  resolver: z.string().max(100).optional(),
});

/** One query on a PostgreSQL whose address is a secret; its first value must be as expected. */
export const SqlProbeWire = z.strictObject({
  kind: z.literal("sql"),
  /** The address, as a reference to a secret: it holds a password. */
  url: z.strictObject({ $secret: z.string().min(1).max(200) }),
  query: z.string().min(1).max(4000),
  expect: z.union([z.string(), z.number(), z.boolean(), z.null()]).optional(),
});

/** A sign of life that must come in time. */
export const PushProbeWire = z.strictObject({
  kind: z.literal("push"),
  every_s: z
    .int()
    .min(5)
    .max(31 * 86_400),
  grace_s: z.int().min(0).max(86_400).default(0),
});

/** A query on a Prometheus, compared with a number. No series counts as failed. */
export const MetricProbeWire = z.strictObject({
  kind: z.literal("metric"),
  prometheus: HttpUrl,
  query: z.string().min(1).max(2000),
  compare: z.enum(["<", "<=", "==", "!=", ">=", ">"]),
  value: z.number(),
});

const StepProbe = z.discriminatedUnion("kind", [HttpProbeWire, TcpProbeWire, TlsProbeWire, DnsProbeWire]);

/** Several probes one after the other; what one captures stands in the next as `{{name}}`. */
export const StepsProbeWire = z.strictObject({
  kind: z.literal("steps"),
  steps: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(60),
        probe: StepProbe,
        /** Variables by name: a dotted path into the JSON of the answer. */
        capture: z.record(z.string().regex(/^[a-z][a-z0-9_]{0,30}$/), z.string().min(1).max(200)).default({}),
        /** Runs even when a step before it failed: for tidying up. */
        always: z.boolean().default(false),
      }),
    )
    .min(1)
    .max(20),
});

/** What an own check does. */
export const ProbeWire = z.discriminatedUnion("kind", [
  HttpProbeWire,
  TcpProbeWire,
  TlsProbeWire,
  DnsProbeWire,
  SqlProbeWire,
  PushProbeWire,
  MetricProbeWire,
  StepsProbeWire,
]);
/** {@link ProbeWire} as a type. */
export type ProbeWire = z.infer<typeof ProbeWire>;

/** "A needs B". `hard`: A is not run while B fails. */
export const NeedWire = z.strictObject({ check: CheckNameWire, kind: z.enum(["hard", "soft"]).default("hard") });

/** One check of one's own. */
export const OwnCheckWire = z
  .strictObject({
    name: CheckNameWire,
    title: z.string().trim().min(1).max(100),
    component: CheckNameWire,
    interval_s: z.int().min(5).max(86_400).default(60),
    deadline_ms: z.int().min(100).max(60_000).default(10_000),
    needs: z.array(NeedWire).max(20).default([]),
    enabled: z.boolean().default(true),
    /** Whether it may reach private addresses. */
    private: z.boolean().default(false),
    probe: ProbeWire,
  })
  .refine((check) => check.deadline_ms <= check.interval_s * 1000, {
    path: ["deadline_ms"],
    error: "must not be longer than the interval",
  });
/** {@link OwnCheckWire} as a type. */
export type OwnCheckWire = z.infer<typeof OwnCheckWire>;

/** How a built-in check is tuned. It cannot be renamed. */
export const TuningWire = z.strictObject({
  enabled: z.boolean().optional(),
  interval_s: z.int().min(5).max(86_400).optional(),
  deadline_ms: z.int().min(100).max(60_000).optional(),
});

/** A thing people know; owns checks. */
export const ComponentWire = z.strictObject({
  id: CheckNameWire,
  title: z.string().trim().min(1).max(100),
  /** An incident of a critical component is critical. */
  critical: z.boolean().default(false),
  /** Whether the public page shows it. */
  public: z.boolean().default(true),
});
/** {@link ComponentWire} as a type. */
export type ComponentWire = z.infer<typeof ComponentWire>;

/** Everything about status that people decide: the content of the configuration namespace `status`. */
export const StatusDefinitionsWire = z.strictObject({
  page: z
    .strictObject({
      title: z.string().trim().min(1).max(100).default("Status"),
      intro: z.string().trim().max(1000).default(""),
    })
    .prefault({}),
  /** What people see without signing in: the page with names of checks, the page without them, or nothing. */
  public: z.enum(["page", "summary", "none"]).default("summary"),
  components: z.array(ComponentWire).max(500).default([]),
  built_in: z.record(CheckNameWire, TuningWire).default({}),
  checks: z.array(OwnCheckWire).max(2000).default([]),
});
/** {@link StatusDefinitionsWire} as a type. */
export type StatusDefinitionsWire = z.infer<typeof StatusDefinitionsWire>;
