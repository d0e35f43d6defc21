import { isAbsolute, join, resolve } from "node:path";
import { isZone, Secret } from "@wopr/kernel";
import { z } from "zod";

const list = z
  .string()
  .default("")
  .transform((text) => text.split(/[\s,]+/).filter((item) => item !== ""));
const absent = z.literal("").transform(() => undefined);
const optional = <S extends z.ZodType>(schema: S) => z.union([absent, schema]).optional();

const Origin = z
  .url({ protocol: /^https?$/ })
  .refine((text) => URL.canParse(text) && new URL(text).origin === text.replace(/\/$/, ""), {
    error: "must be an origin like https://wopr.example, without a path; * is not possible",
  });
const HttpUrl = z.url({ protocol: /^https?$/ });
const DatabaseUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: "must be an address like postgres://user:password@host/name",
});
const FEATURES = ["tabletop", "status", "life", "config"] as const;
const ROLES = ["web", "jobs", "vision"] as const;

const PORT_TEXT = "must be a whole number from 0 to 65535";

const ServerEnv = z.object({
  WOPR_PORT: optional(z.coerce.number(PORT_TEXT).int(PORT_TEXT).min(0, PORT_TEXT).max(65_535, PORT_TEXT)),
  WOPR_HOST: optional(z.string().min(1)),
  WOPR_DATA_DIR: optional(z.string().min(1)),
  /** Absent: our own PostgreSQL in the data folder. */
  WOPR_DATABASE_URL: optional(DatabaseUrl),
  WOPR_PUBLIC_URL: optional(HttpUrl),
  /** Absent: `keys/master.key` in the data folder. */
  WOPR_SECRET_KEY_FILE: optional(z.string().min(1)),
  WOPR_SIGNING_KEY: optional(z.string().min(32, "must be at least 32 characters")),
  WOPR_ROLES: list.pipe(z.array(z.enum(ROLES))),
  WOPR_FEATURES_OFF: list.pipe(z.array(z.enum(FEATURES))),
  WOPR_TRUSTED_PROXIES: list.pipe(z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]))),
  /** `off`, or the port on 127.0.0.1 where metrics are told without sign-in. */
  WOPR_METRICS_PORT: optional(
    z.union([z.literal("off"), z.coerce.number(PORT_TEXT).int(PORT_TEXT).min(1, PORT_TEXT).max(65_535, PORT_TEXT)]),
  ),
  WOPR_BACKUP_DIR: optional(z.string().min(1)),
  WOPR_BACKUP_PASSPHRASE: optional(z.string().min(12, "must be at least 12 characters")),
  WOPR_BACKUP_KEY_FILE: optional(z.string().min(1)),
  WOPR_TIME_ZONE: optional(z.string().refine(isZone, "must be a time zone like Europe/Berlin")),
  WOPR_COMMIT: optional(z.string().max(60)),
  WOPR_OUTWARD_ALLOW: list,
  WOPR_SIGN_UP: optional(z.enum(["closed", "open"])),
  /** Another place where people sign in; for Google the issuer may be left out. */
  WOPR_OIDC_ISSUER: optional(HttpUrl),
  /** The application at the ring's maker; both or neither. */
  WOPR_OURA_CLIENT_ID: optional(z.string().min(1).max(200)),
  WOPR_OURA_CLIENT_SECRET: optional(z.string().min(1).max(200)),
  WOPR_OURA_API: optional(HttpUrl),
  WOPR_OURA_AUTHORIZE_URL: optional(HttpUrl),
  WOPR_OURA_TOKEN_URL: optional(HttpUrl),
  WOPR_OIDC_NAME: optional(z.string().min(1).max(60)),
  WOPR_OIDC_CLIENT_ID: optional(z.string().min(1)),
  WOPR_OIDC_CLIENT_SECRET: optional(z.string().min(1)),
  /** Told directly when the database is away, and with it all channels. */
  WOPR_STATUS_WEBHOOK_URL: optional(HttpUrl),
  /** Set by Kubernetes in every pod. */
  KUBERNETES_SERVICE_HOST: optional(z.string().min(1)),
  KUBERNETES_SERVICE_PORT: optional(z.string().regex(/^\d{1,5}$/)),
  WOPR_CORS_ORIGINS: list.pipe(z.array(Origin)),
  WOPR_LOG_LEVEL: optional(z.enum(["error", "warn", "info", "debug"])),
  WOPR_ENVIRONMENT: optional(z.string().regex(/^[a-z0-9-]{1,30}$/)),
  WOPR_MEDIA_DIR: optional(z.string().min(1)),
  /** Names of the sources, read where ours are absent (tabletop.md 5). */
  API_CORS_ORIGINS: list.pipe(z.array(Origin)),
  NAS_MOUNT_PATH: optional(z.string().min(1)),
  IMAGE_BASE_URL: optional(HttpUrl),
  CAMERA_URL: optional(HttpUrl),
  /** The model that describes photos. */
  WOPR_DESCRIBER_URL: optional(HttpUrl),
  WOPR_DESCRIBER_KIND: optional(z.enum(["ollama", "openai"])),
  WOPR_DESCRIBER_MODEL: optional(z.string().min(1).max(100)),
  /** Name of the secret that holds its key. */
  WOPR_DESCRIBER_SECRET: optional(z.string().min(1).max(100)),
  OLLAMA_URL: optional(HttpUrl),
  OLLAMA_MODEL: optional(z.string().min(1).max(100)),
});

/** A feature that can be switched off. */
export type FeatureName = (typeof FEATURES)[number];

/** Addresses and the application at the ring's maker. */
interface OuraConfig {
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly api: string;
  readonly authorize: string;
  /** Applications of the old portal, applications of the new one. */
  readonly tokenEndpoints: readonly [string, string];
}

/** How this server was told to run. Read once, at start. */
export interface ServerConfig {
  /** 0: any free port. */
  readonly port: number;
  readonly host: string;
  /** Absolute. */
  readonly dataDir: string;
  /** Address people use, without a trailing slash. Its protocol decides whether cookies are Secure. */
  readonly publicUrl: string;
  readonly environment: string;
  readonly logLevel: "error" | "warn" | "info" | "debug";
  readonly database:
    | { readonly kind: "postgres"; readonly url: Secret }
    | { readonly kind: "embedded"; readonly dir: string };
  /** Absent: one is made in the data folder at the first start. */
  readonly signingKey: Secret | undefined;
  /** File of the master key that wraps the keys of secrets; absolute. */
  readonly secretKeyFile: string;
  /** What this process does; all of it unless told otherwise. */
  readonly roles: ReadonlySet<"web" | "jobs" | "vision">;
  /** The application at the ring's maker, if there is one. */
  readonly oura: OuraConfig | undefined;
  readonly featuresOff: ReadonlySet<FeatureName>;
  readonly trustedProxies: readonly string[];
  /** Hosts, addresses or blocks that may be called although they belong to this machine or a private network. */
  readonly outwardAllow: readonly string[];
  readonly backup: {
    /** Folder of the repository. */
    readonly folder: string;
    readonly passphrase: Secret | undefined;
    /** Seals archives where there is no passphrase. */
    readonly keyFile: string;
  };
  /** By which schedules go unless changed. */
  readonly timeZone: string;
  /** Port on this machine where metrics are told without sign-in; `undefined`: none. */
  readonly metricsPort: number | undefined;
  /** What was built, for `build_info`. */
  readonly commit: string;
  /** Another place where people sign in. */
  readonly oidc:
    | { readonly name: string; readonly issuer: string; readonly clientId: string; readonly clientSecret: Secret }
    | undefined;
  /** Whether people nobody invited may make accounts. */
  readonly signUpOpen: boolean;
  readonly corsOrigins: readonly string[];
  readonly media: { readonly root: string; readonly create: boolean };
  readonly status: {
    /** Where to tell of trouble directly when the database is away; holds a secret in some services. */
    readonly webhookUrl: Secret | undefined;
    /** The interface of Kubernetes, inside a pod. */
    readonly kubernetes: { readonly url: string; readonly account: string } | undefined;
  };
  /** What the tabletop feature is told by the names of the source. */
  readonly tabletop: {
    readonly cameraUrl: string | undefined;
    readonly ollamaUrl: string | undefined;
    readonly ollamaModel: string | undefined;
    readonly imageBaseUrl: string | undefined;
    /** The model that describes photos; it decides nothing. */
    readonly describer:
      | {
          readonly kind: "ollama" | "openai";
          readonly url: string;
          readonly model: string;
          /** Name of the secret that holds its key. */
          readonly secret: string | undefined;
        }
      | undefined;
  };
}

/**
 * Turns environment variables into a typed configuration. Empty variables count as absent.
 *
 * @param workingDir What relative folders are relative to.
 * @throws {Error} listing every variable that is wrong, not only the first.
 */
export function loadServerConfig(env: Readonly<Record<string, string | undefined>>, workingDir: string): ServerConfig {
  const parsed = ServerEnv.safeParse(env);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `  ${issue.path[0]?.toString() ?? ""}: ${problemText(issue)}`);
    throw new Error(`This server cannot start with its environment:\n${[...new Set(problems)].join("\n")}`);
  }
  const given = parsed.data;
  const port = given.WOPR_PORT ?? 3100;
  const dataDir = resolve(workingDir, given.WOPR_DATA_DIR ?? "./data");
  const mediaDir = given.WOPR_MEDIA_DIR ?? given.NAS_MOUNT_PATH;
  return {
    port,
    host: given.WOPR_HOST ?? "127.0.0.1",
    dataDir,
    publicUrl: (given.WOPR_PUBLIC_URL ?? `http://localhost:${port}`).replace(/\/+$/, ""),
    environment: given.WOPR_ENVIRONMENT ?? "default",
    logLevel: given.WOPR_LOG_LEVEL ?? "info",
    database: given.WOPR_DATABASE_URL
      ? { kind: "postgres", url: new Secret(given.WOPR_DATABASE_URL) }
      : { kind: "embedded", dir: dataDir },
    signingKey: given.WOPR_SIGNING_KEY ? new Secret(given.WOPR_SIGNING_KEY) : undefined,
    secretKeyFile: resolve(workingDir, given.WOPR_SECRET_KEY_FILE ?? join(dataDir, "keys/master.key")),
    roles: new Set(given.WOPR_ROLES.length > 0 ? given.WOPR_ROLES : ROLES),
    oura: ouraOf(given),
    featuresOff: new Set(given.WOPR_FEATURES_OFF),
    trustedProxies: given.WOPR_TRUSTED_PROXIES,
    backup: {
      folder: resolve(workingDir, given.WOPR_BACKUP_DIR ?? join(dataDir, "backups")),
      passphrase: given.WOPR_BACKUP_PASSPHRASE ? new Secret(given.WOPR_BACKUP_PASSPHRASE) : undefined,
      keyFile: resolve(workingDir, given.WOPR_BACKUP_KEY_FILE ?? join(dataDir, "keys/backup.key")),
    },
    timeZone: given.WOPR_TIME_ZONE ?? new Intl.DateTimeFormat().resolvedOptions().timeZone,
    metricsPort: given.WOPR_METRICS_PORT === "off" ? undefined : (given.WOPR_METRICS_PORT ?? 9464),
    commit: given.WOPR_COMMIT ?? "unknown",
    oidc:
      given.WOPR_OIDC_CLIENT_ID && given.WOPR_OIDC_CLIENT_SECRET
        ? {
            name: given.WOPR_OIDC_NAME ?? (given.WOPR_OIDC_ISSUER ? new URL(given.WOPR_OIDC_ISSUER).host : "Google"),
            issuer: given.WOPR_OIDC_ISSUER ?? "https://accounts.google.com",
            clientId: given.WOPR_OIDC_CLIENT_ID,
            clientSecret: new Secret(given.WOPR_OIDC_CLIENT_SECRET),
          }
        : undefined,
    signUpOpen: given.WOPR_SIGN_UP === "open",
    outwardAllow: given.WOPR_OUTWARD_ALLOW,
    corsOrigins: (given.WOPR_CORS_ORIGINS.length > 0 ? given.WOPR_CORS_ORIGINS : given.API_CORS_ORIGINS).map(
      (origin) => new URL(origin).origin,
    ),
    media: mediaDir
      ? { root: isAbsolute(mediaDir) ? mediaDir : resolve(workingDir, mediaDir), create: false }
      : { root: join(dataDir, "media"), create: true },
    status: {
      webhookUrl: given.WOPR_STATUS_WEBHOOK_URL ? new Secret(given.WOPR_STATUS_WEBHOOK_URL) : undefined,
      kubernetes: given.KUBERNETES_SERVICE_HOST
        ? {
            url: `https://${given.KUBERNETES_SERVICE_HOST}:${given.KUBERNETES_SERVICE_PORT ?? "443"}`,
            account: "/var/run/secrets/kubernetes.io/serviceaccount",
          }
        : undefined,
    },
    tabletop: {
      cameraUrl: given.CAMERA_URL,
      ollamaUrl: given.OLLAMA_URL,
      ollamaModel: given.OLLAMA_MODEL,
      imageBaseUrl: given.IMAGE_BASE_URL,
      describer: describerOf(given),
    },
  };
}

/** What a union has against a value is hidden below its branches; the last branch is the one that was meant. */
function problemText(issue: z.core.$ZodIssue): string {
  if (issue.code !== "invalid_union") return issue.message;
  const meant = issue.errors.at(-1)?.[0];
  return meant ? problemText(meant) : issue.message;
}

/** Ours where it is set, else the names of the source. */
function describerOf(given: z.output<typeof ServerEnv>): ServerConfig["tabletop"]["describer"] {
  const url = given.WOPR_DESCRIBER_URL ?? given.OLLAMA_URL;
  if (url === undefined) return undefined;
  return {
    kind: given.WOPR_DESCRIBER_KIND ?? "ollama",
    url,
    model: given.WOPR_DESCRIBER_MODEL ?? given.OLLAMA_MODEL ?? "qwen2-vl:7b",
    secret: given.WOPR_DESCRIBER_SECRET,
  };
}

function ouraOf(given: z.output<typeof ServerEnv>): OuraConfig | undefined {
  if (!given.WOPR_OURA_CLIENT_ID || !given.WOPR_OURA_CLIENT_SECRET) return undefined;
  const api = (given.WOPR_OURA_API ?? "https://api.ouraring.com").replace(/\/+$/, "");
  return {
    clientId: given.WOPR_OURA_CLIENT_ID,
    clientSecret: new Secret(given.WOPR_OURA_CLIENT_SECRET),
    api,
    authorize: given.WOPR_OURA_AUTHORIZE_URL ?? "https://cloud.ouraring.com/oauth/authorize",
    tokenEndpoints: [
      `${api}/oauth/token`,
      given.WOPR_OURA_TOKEN_URL ?? "https://moi.ouraring.com/oauth/v2/ext/oauth-token",
    ],
  };
}
