import { type ContextWire, postAcks, registerConsumer, resolveConfig } from "@wopr/contracts";
import { type Clock, type Log, type Secret, silentLog, systemClock } from "@wopr/kernel";
import type { Client } from "../client.ts";
import { ageNow, type Freshness, freshnessOf, type MachineTime, type SavedAge, type TrustedAge } from "./age.ts";
import { type Copies, type Copy, createCopies, type Marks } from "./copies.ts";
import { createOwnCheck, splitPath, valueAt, withSecrets } from "./document.ts";
import { ConfigClientErrors } from "./errors.ts";
import { readResolved } from "./verify.ts";

/** How to read one namespace. */
export interface ConfigOptions {
  readonly client: Client;
  readonly namespace: string;
  readonly consumer: { readonly name: string; readonly version: string; readonly instance?: string };
  readonly context?: Partial<ContextWire>;
  /** Folder of the encrypted copies. */
  readonly cacheDir: string;
  /** What only this device has: its private key, or its API key. Copies are sealed under it. */
  readonly deviceSecret: Secret;
  /** What this consumer understands, JSON Schema 2020-12. */
  readonly schema?: object;
  /** Tries a document out; whatever it throws is the reason of the refusal. Has 5 s. */
  readonly accept?: (document: Readonly<Record<string, unknown>>) => void | Promise<void>;
  readonly onChange?: (document: Readonly<Record<string, unknown>>) => void;
  /** Used when there is neither a copy nor a server; it says so by `freshness()`. */
  readonly fallback?: Readonly<Record<string, unknown>>;
  readonly machineTime: () => MachineTime;
  /** 0 to 1; spreads reconnects after an outage. */
  readonly chance: () => number;
  readonly clock?: Clock;
  readonly log?: Log;
}

/** Settings of one namespace, always there once opened. */
export interface ConfigHandle {
  /** @throws {AppError} `config.too_old` for what must not be used stale. */
  get(path: string): unknown;
  /** All of it, as it is applied; secrets filled in. */
  snapshot(): Readonly<Record<string, unknown>>;
  revision(): number;
  freshness(): Freshness;
  age(): TrustedAge;
  /** Idempotent. */
  close(): Promise<void>;
}

const ACCEPT_MS = 5_000;
const ALIVE_MS = 10_000;
const SAVE_AGE_MS = 60_000;
const WAIT_S = 50;
const MOST_JITTER_MS = 5_000;
const BACK_OFF_MS = [250, 1_000, 2_000, 5_000, 15_000, 30_000] as const;
const NO_CONTEXT: ContextWire = { environment: null, site: null, tags: [], device: null, facts: {} };

/**
 * Opens the settings of a namespace: the copy on disk first, the network second. Resolves as soon as there is something
 * to use; without copy and fallback that is when the server answers.
 *
 * @throws {AppError} `config.closed` when `signal` aborts before that.
 */
export async function openConfig(options: ConfigOptions, signal?: AbortSignal): Promise<ConfigHandle> {
  const { namespace, client, clock = systemClock, log = silentLog } = options;
  const context: ContextWire = { ...NO_CONTEXT, ...options.context };
  const copies: Copies = createCopies(namespace, options.cacheDir, options.deviceSecret, (file, why) =>
    log.warn({ file, why }, "a copy of settings is not used"),
  );
  const ownCheck = createOwnCheck(options.schema);
  const closing = new AbortController();
  const ready = Promise.withResolvers<void>();
  let marks: Marks | undefined = await copies.marks();
  let current: Copy | undefined;
  let document: Readonly<Record<string, unknown>> | undefined;
  let saved: SavedAge | undefined = marks?.age ?? undefined;
  let pendingAcks: Ack[] = [];

  interface Ack {
    readonly epoch: number;
    readonly revision: number;
    readonly etag: string;
    readonly outcome: "applied" | "rejected";
    readonly error: { readonly message: string; readonly kind: "refused" | "crash_loop" } | null;
    readonly took_ms: number;
  }

  const putMarks = async (change: Partial<Marks>) => {
    if (!marks) return;
    marks = { ...marks, ...change };
    await copies.putMarks(marks);
  };
  const confirmNow = () => {
    saved = { ageMs: 0, isMinimum: false, at: options.machineTime() };
  };

  function use(copy: Copy): string | undefined {
    const filled = withSecrets(copy.resolved);
    if (typeof filled === "string") return filled;
    current = copy;
    document = filled;
    return undefined;
  }

  /** Starts from disk; a revision that crashed twice is left for the one before it. */
  async function startFromDisk(): Promise<void> {
    if (!marks) return;
    const applying = await copies.applying();
    if (applying && applying.tries >= 2) {
      const previous = await copies.readPrevious(context, marks);
      await putMarks({ crashed: applying.revision });
      await copies.putApplying(undefined);
      if (previous && use(previous) === undefined) {
        await copies.keep(previous, undefined);
        await putMarks({ revision: previous.resolved.revision, epoch: previous.resolved.epoch });
      }
      pendingAcks.push(nackOf({ ...applying, etag: "" }, "It crashed this program twice.", "crash_loop"));
    } else {
      const copy = await copies.read(context, marks);
      if (applying) await copies.putApplying({ ...applying, tries: applying.tries + 1 });
      if (copy && ownCheck(copy.resolved.document) === undefined) use(copy);
      if (applying) void settle();
    }
    if (document) ready.resolve();
  }

  async function settle(): Promise<void> {
    await clock.sleep(ALIVE_MS, closing.signal).catch(() => {});
    if (!closing.signal.aborted) await copies.putApplying(undefined).catch(() => {});
  }

  async function apply(copy: Copy): Promise<void> {
    const { resolved } = copy;
    const startedMs = clock.monotonicMs();
    const refuse = async (why: string, kind: "refused" | "crash_loop" = "refused") => {
      log.warn(
        { namespace, revision: resolved.revision, why },
        "a revision of settings is refused; the one before stays",
      );
      pendingAcks.push(nackOf(resolved, why.slice(0, 2_048), kind));
    };
    const before = await copies.applying();
    const tries = before?.revision === resolved.revision && before.epoch === resolved.epoch ? before.tries + 1 : 1;
    if (tries > 2 || marks?.crashed === resolved.revision)
      return refuse("It crashed this program twice.", "crash_loop");
    await copies.putApplying({ epoch: resolved.epoch, revision: resolved.revision, tries });
    const filled = withSecrets(resolved);
    const why = typeof filled === "string" ? filled : (ownCheck(filled) ?? (await tryOut(filled)));
    if (why !== undefined) {
      await copies.putApplying(undefined);
      return refuse(why);
    }
    await copies.keep(copy, current);
    await putMarks({ epoch: resolved.epoch, revision: resolved.revision });
    use(copy);
    pendingAcks.push({ ...ackOf(resolved), outcome: "applied", error: null, took_ms: clock.monotonicMs() - startedMs });
    void settle();
    ready.resolve();
    if (document) options.onChange?.(document);
  }

  async function tryOut(filled: Readonly<Record<string, unknown>>): Promise<string | undefined> {
    const tooLong = new AbortController();
    const timeout = clock.sleep(ACCEPT_MS, tooLong.signal).then(
      () => `It was not accepted within ${ACCEPT_MS / 1_000} s.`,
      () => undefined,
    );
    const accepted = (async () => options.accept?.(filled))().then(
      () => undefined,
      (failure: unknown) => (failure instanceof Error ? failure.message : String(failure)),
    );
    return Promise.race([accepted, timeout]).finally(() => tooLong.abort());
  }

  async function register(): Promise<void> {
    const { name, version, instance = "1" } = options.consumer;
    const body = {
      name,
      version,
      instance,
      context,
      schema: options.schema ? (options.schema as Record<string, unknown>) : null,
      namespaces: [namespace],
    };
    const answer = await client.call(registerConsumer, { body }, closing.signal);
    // The key of the first time counts: whoever answers later in its place is not believed.
    const publicKey = marks?.publicKey ?? answer.public_key;
    const crashed = marks?.crashed ?? null;
    marks = {
      publicKey,
      consumer: answer.consumer,
      epoch: marks?.epoch ?? 0,
      revision: marks?.revision ?? 0,
      age: saved ?? null,
      crashed,
    };
    await copies.putMarks(marks);
  }

  async function sendAcks(): Promise<void> {
    if (pendingAcks.length === 0 || !marks?.consumer) return;
    const sending = pendingAcks;
    const { consumer } = marks;
    await client.call(
      postAcks,
      { body: sending.map((ack) => ({ namespace, ...ack, freshness: handle.freshness(), consumer })) },
      closing.signal,
    );
    pendingAcks = pendingAcks.filter((ack) => !sending.includes(ack));
  }

  /** One question to the server; held until something changes. */
  async function ask(refused: string | undefined): Promise<string | undefined> {
    if (!marks?.consumer) await register();
    await sendAcks();
    const etag = refused ?? current?.resolved.etag;
    const query = { consumer: marks?.consumer ?? undefined, ...(etag === undefined ? {} : { wait: WAIT_S }) };
    const headers = etag === undefined ? {} : { "if-none-match": etag };
    const answer = await client.raw(
      resolveConfig,
      { params: { ns: namespace }, query },
      { signal: closing.signal, headers },
    );
    if (answer.status === 304) {
      if (refused === undefined) confirmNow();
      return refused;
    }
    const text = await answer.text();
    const resolved = marks
      ? readResolved(text, { namespace, context, publicKey: marks.publicKey })
      : "nobody is registered.";
    if (typeof resolved === "string") {
      log.warn({ namespace, why: resolved }, "an answer is not believed, it is asked for again");
      throw ConfigClientErrors.cache_refused({ file: "The answer of the server", why: resolved });
    }
    const applied = marks;
    const isOlder =
      applied &&
      (resolved.epoch < applied.epoch || (resolved.epoch === applied.epoch && resolved.revision < applied.revision));
    if (isOlder && current)
      throw ConfigClientErrors.cache_refused({
        file: "The answer of the server",
        why: "it is older than what was applied.",
      });
    await apply({ resolved, text });
    const isApplied = current?.resolved.etag === resolved.etag;
    if (isApplied) confirmNow();
    await sendAcks();
    return isApplied ? undefined : resolved.etag;
  }

  async function follow(): Promise<void> {
    let failures = 0;
    let refused: string | undefined;
    while (!closing.signal.aborted) {
      try {
        refused = await ask(refused);
        failures = 0;
      } catch (err) {
        if (closing.signal.aborted) return;
        log.debug({ err, namespace }, "settings cannot be asked for, will retry");
        const wait = BACK_OFF_MS[Math.min(failures, BACK_OFF_MS.length - 1)] ?? 30_000;
        failures += 1;
        // Registered with a server that forgot us (restored): say again who this is.
        if (failures > 2 && marks) marks = { ...marks, consumer: null };
        await clock
          .sleep(wait + (failures > 1 ? options.chance() * Math.min(MOST_JITTER_MS, wait) : 0), closing.signal)
          .catch(() => {});
      }
    }
  }

  async function saveAge(): Promise<void> {
    while (!closing.signal.aborted) {
      await clock.sleep(SAVE_AGE_MS, closing.signal).catch(() => {});
      await keepAge().catch((err: unknown) => log.warn({ err, namespace }, "the age of settings could not be kept"));
    }
  }
  const keepAge = async () => {
    if (!saved || !marks) return;
    const at = options.machineTime();
    await putMarks({ age: { ...ageNow(saved, at), at } });
  };

  const handle: ConfigHandle = {
    get(path) {
      const keys = splitPath(path);
      const how = handle.freshness();
      const fails = (current?.resolved.fail_when_stale ?? []).some(
        (one) => one.every((key, i) => keys[i] === key) || keys.every((key, i) => one[i] === key),
      );
      if (how === "expired" || (how === "degraded" && fails))
        throw ConfigClientErrors.too_old({
          path: path || "the document",
          age_s: Math.round(handle.age().ageMs / 1_000),
        });
      return valueAt(handle.snapshot(), keys);
    },
    snapshot() {
      const now = document ?? options.fallback;
      if (!now) throw ConfigClientErrors.not_ready({ namespace });
      return now;
    },
    revision: () => current?.resolved.revision ?? 0,
    age: () => (saved ? ageNow(saved, options.machineTime()) : { ageMs: Number.POSITIVE_INFINITY, isMinimum: false }),
    freshness() {
      const ttlMs = (current?.resolved.ttl_s ?? 0) * 1_000;
      const maxAge = current?.resolved.max_age_s ?? null;
      return freshnessOf(handle.age().ageMs, ttlMs, maxAge === null ? null : maxAge * 1_000);
    },
    async close() {
      closing.abort();
      await Promise.all([following, saving]);
      await keepAge().catch(() => {});
      // Who closes in order has not crashed.
      await copies.putApplying(undefined).catch(() => {});
    },
  };

  await startFromDisk();
  if (options.fallback && !document) ready.resolve();
  const following = follow();
  const saving = saveAge();
  const onAbort = () => ready.reject(ConfigClientErrors.closed({ namespace }));
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    await ready.promise;
  } catch (failure) {
    await handle.close();
    throw failure;
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
  return handle;
}

const ackOf = ({
  epoch,
  revision,
  etag,
}: {
  readonly epoch: number;
  readonly revision: number;
  readonly etag: string;
}) => ({ epoch, revision, etag });

const nackOf = (
  what: { readonly epoch: number; readonly revision: number; readonly etag: string },
  message: string,
  kind: "refused" | "crash_loop",
) => ({
  ...ackOf(what),
  outcome: "rejected" as const,
  error: { message, kind },
  took_ms: 0,
});
