import { canonicalJson, type Log } from "@wopr/kernel";
import { sha256Hex } from "@wopr/kernel/node";
import { addDays, daysBetween, type LocalDate, mainSleep, wallOf } from "@wopr/life";
import { LifeErrors } from "../errors.ts";
import type { Book, Books } from "../services/book.ts";
import { rescore } from "../services/scoring.ts";
import type { Vault } from "../services/vault.ts";
import type { OuraApi, Said } from "./api.ts";
import { type Collection, DAY_COLLECTIONS, readDocument } from "./documents.ts";
import type { Grants } from "./grants.ts";

/** How the reading of one collection went. */
export interface CollectionResult {
  readonly collection: Collection;
  readonly documents: number;
  readonly changed: number;
  readonly state: "ok" | "limited" | "off" | "unavailable" | "trouble";
  readonly why: string | null;
  readonly retryAt: Date | null;
}

/** Reading a ring's documents. */
export interface RingSync {
  /**
   * Reads all collections of some days. What is stored is never removed or emptied by an answer.
   *
   * @throws {AppError} `life.no_ring`, `life.reauth_needed`, `life.bad_value`
   */
  run(personId: string, from: LocalDate, to: LocalDate): Promise<readonly CollectionResult[]>;
  /** Reads one document again, as an event asked. A document that is gone goes here too. */
  one(personId: string, collection: Collection, id: string, deleted: boolean): Promise<void>;
}

const MOST_DAYS = 90;
const MOST_PAGES = 200;
const SOURCE = "oura";

/** Reads documents and stores them, one transaction per page. */
export function createRingSync(deps: {
  readonly books: Books;
  readonly api: OuraApi;
  readonly grants: Grants;
  readonly vault: Vault;
  readonly log: Log;
}): RingSync {
  const { books, api, grants, vault, log } = deps;

  /** Asks, and once more with a new token when this one is refused. */
  async function asking<T>(
    personId: string,
    ask: (access: string) => Promise<Said<T>>,
  ): Promise<{ readonly heard: Said<T>; readonly renewed: boolean }> {
    const access = await grants.access(personId);
    const heard = await ask(access);
    if (heard.kind !== "unauthorized") return { heard, renewed: false };
    return { heard: await ask(await grants.access(personId, access)), renewed: true };
  }

  async function collect(
    personId: string,
    collection: Collection,
    range: { readonly from: LocalDate; readonly to: LocalDate },
    days: Set<LocalDate>,
  ): Promise<CollectionResult> {
    const { from, to } = range;
    const base = { collection, why: null, retryAt: null } as const;
    const seen = new Set<string>();
    let nextToken: string | null = null;
    let documents = 0;
    let changed = 0;
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const query: Parameters<OuraApi["page"]>[2] = nextToken === null ? { from, to } : { nextToken };
      const { heard }: { readonly heard: Awaited<ReturnType<OuraApi["page"]>> } = await asking(personId, (access) =>
        api.page(access, collection, query),
      );
      if (heard.kind === "limited")
        return { ...base, documents, changed, state: "limited", why: "too many calls", retryAt: heard.retryAt };
      // After a good refresh this means: not available to this person.
      if (heard.kind === "unauthorized")
        return { ...base, documents, changed, state: "unavailable", why: "not available to you" };
      if (heard.kind === "forbidden") return { ...base, documents, changed, state: "off", why: "you did not allow it" };
      if (heard.kind === "missing")
        return { ...base, documents, changed, state: "unavailable", why: "it is not there any more" };
      if (heard.kind === "trouble") return { ...base, documents, changed, state: "trouble", why: heard.why };
      documents += heard.value.data.length;
      changed += await storePage(personId, collection, { data: heard.value.data, range }, days);
      nextToken = heard.value.nextToken;
      if (nextToken === null) return { ...base, documents, changed, state: "ok" };
      if (seen.has(nextToken))
        return { ...base, documents, changed, state: "trouble", why: "its pages go in a circle" };
      seen.add(nextToken);
    }
    return { ...base, documents, changed, state: "trouble", why: `more than ${MOST_PAGES} pages` };
  }

  const storePage = (
    personId: string,
    collection: Collection,
    {
      data,
      range,
    }: { readonly data: readonly unknown[]; readonly range: { readonly from: LocalDate; readonly to: LocalDate } },
    days: Set<LocalDate>,
  ) =>
    books.write(personId, async (book) => {
      const touched = new Set<LocalDate>();
      let changed = 0;
      for (const document of data) {
        const day = await storeDocument(book, vault, collection, document, range);
        if (day === undefined) continue;
        changed += 1;
        if (day !== null) touched.add(day);
      }
      for (const day of touched) days.add(day);
      if (changed > 0) book.tell("life.ring", { kind: "collection", id: collection });
      return changed;
    });

  /** Settles each day once, however many documents of it came, so that it gets one revision. */
  const settle = (
    personId: string,
    days: ReadonlySet<LocalDate>,
    results: readonly CollectionResult[],
    to: LocalDate,
  ) =>
    books.write(personId, async (book) => {
      for (const day of [...days].sort()) await settleDay(book, day);
      for (const result of results) await note(book, result, to);
    });

  return {
    async run(personId, from, to) {
      if (to < from || daysBetween(from, to) >= MOST_DAYS * 5)
        throw LifeErrors.bad_value({
          field: "start_date",
          problem: "the days go from the earlier to the later date, at most 450 at once",
        });
      const results: CollectionResult[] = [];
      const days = new Set<LocalDate>();
      for (const collection of DAY_COLLECTIONS) {
        let result: CollectionResult | undefined;
        for (const [first, last] of rangesOf(from, to)) {
          const part = await collect(personId, collection, { from: first, to: last }, days);
          result = result
            ? { ...part, documents: result.documents + part.documents, changed: result.changed + part.changed }
            : part;
          if (part.state !== "ok") break;
        }
        if (!result) continue;
        results.push(result);
        // The application's limit is everybody's: nothing is asked until it is over.
        if (result.state === "limited") break;
      }
      await settle(personId, days, results, to);
      const empty = results.length === DAY_COLLECTIONS.length && results.every(({ documents }) => documents === 0);
      if (empty)
        log.warn({ area: "life", days: daysBetween(from, to) + 1 }, "a ring is connected and gave nothing at all");
      return results;
    },

    async one(personId, collection, id, deleted) {
      const gone = () =>
        books.write(personId, async (book) => {
          await book.ring.removeRaw(personId, collection, id);
          await book.measured.removeMetrics(personId, SOURCE, `${collection}:${id}`);
          await book.measured.removeNight(personId, SOURCE, id);
        });
      if (deleted) return gone();
      const { heard } = await asking(personId, (access) => api.document(access, collection, id));
      if (heard.kind === "missing") return gone();
      if (heard.kind === "limited") throw LifeErrors.rate_limited({ retry_at: heard.retryAt.toISOString() });
      if (heard.kind === "trouble") throw LifeErrors.ring_trouble({ collection, why: heard.why });
      if (heard.kind !== "ok") return;
      const days = new Set<LocalDate>();
      const range = { from: "1900-01-02", to: "2199-12-30" };
      await storePage(personId, collection, { data: [heard.value], range }, days);
      await settle(personId, days, [], range.to);
    },
  };
}

async function note(book: Book, result: CollectionResult, to: LocalDate): Promise<void> {
  const { personId } = book.person;
  const known = (await book.measured.sync(personId)).find(({ collection }) => collection === result.collection);
  const ok = result.state === "ok";
  await book.measured.putSync({
    personId,
    source: SOURCE,
    collection: result.collection,
    lastOk: ok ? book.now : (known?.lastOk ?? null),
    newestDay: ok && result.documents > 0 ? to : (known?.newestDay ?? null),
    lastError: result.why,
    state: result.state === "trouble" ? "ok" : result.state,
    retryAt: result.retryAt,
  });
}

/** At most 90 days a call. */
export function rangesOf(from: LocalDate, to: LocalDate): readonly (readonly [LocalDate, LocalDate])[] {
  const ranges: [LocalDate, LocalDate][] = [];
  for (let first = from; first <= to; first = addDays(first, MOST_DAYS)) {
    const last = addDays(first, MOST_DAYS - 1);
    ranges.push([first, last < to ? last : to]);
  }
  return ranges;
}

/** @returns The day it concerns (null: none), or `undefined` when nothing is new. */
async function storeDocument(
  book: Book,
  vault: Vault,
  collection: Collection,
  document: unknown,
  range: { readonly from: LocalDate; readonly to: LocalDate },
): Promise<LocalDate | null | undefined> {
  const read = readDocument(collection, document);
  if (!read) return undefined;
  const { personId } = book.person;
  const text = canonicalJson(document);
  const hash = sha256Hex(text);
  if ((await book.ring.hashOf(personId, collection, read.id)) === hash) return undefined;
  await book.ring.putRaw({
    personId,
    source: SOURCE,
    collection,
    documentId: read.id,
    day: read.day,
    hash,
    payload: await vault.seal(book, text),
    fetchedAt: book.now,
  });
  // Kept as it came, but days that were not asked for are not believed.
  const { day } = read;
  if (day === null || day < addDays(range.from, -1) || day > addDays(range.to, 1)) return null;
  const sourceRef = `${collection}:${read.id}`;
  await book.measured.removeMetrics(personId, SOURCE, sourceRef);
  for (const { metric, value, unit } of read.metrics)
    await book.measured.putMetric({
      personId,
      day,
      metric,
      source: SOURCE,
      sourceRef,
      value,
      unit,
      observedAt: book.now,
    });
  if (read.night)
    await book.measured.putNight({
      personId,
      source: SOURCE,
      sourceRef: read.id,
      day,
      starts: read.night.start,
      ends: read.night.end,
      type: read.night.type,
      totalSleepS: read.night.totalSleepS === null ? null : Math.round(read.night.totalSleepS),
    });
  return day;
}

/** A day of which something new is known: waking from the main sleep, once, and the score again if it is over. */
async function settleDay(book: Book, day: LocalDate): Promise<void> {
  const { personId } = book.person;
  const nights = (await book.measured.nights(personId, day, day)).map((night) => ({
    id: night.sourceRef,
    day: night.day,
    type: night.type,
    start: night.starts,
    end: night.ends,
    totalSleepS: night.totalSleepS,
  }));
  const wake = wallOf(mainSleep(nights, day)?.end ?? "");
  const row = await book.people.day(personId, day);
  if (wake && row && row.wakeMinutes === null)
    await book.people.updateDay(personId, day, { wakeMinutes: Math.floor(wake.minutes), wakeSource: "ring" });
  await rescore(book, day);
}
