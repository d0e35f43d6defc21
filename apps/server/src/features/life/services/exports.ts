import { hashOfValue } from "@wopr/kernel/node";
import { addDays, type LoopHabit, readLoopExport, type Schedule } from "@wopr/life";
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import type { Item, OccurrenceRow } from "../domain/types.ts";
import { LifeErrors } from "../errors.ts";
import { occurrenceId } from "../ids.ts";
import { alreadyImported, rememberImport } from "../store/imports.ts";
import { dumpRows, eraseRows, loadRows } from "../store/people.ts";
import type { Book, Books } from "./book.ts";
import type { Vault } from "./vault.ts";

/** What an import found or did. */
export interface Imported {
  readonly dryRun: boolean;
  /** The same file came in before; nothing was changed. */
  readonly already: boolean;
  readonly counts: Readonly<Record<string, number>>;
  readonly problems: readonly {
    readonly file: string;
    readonly row: number;
    readonly column: number;
    readonly problem: string;
  }[];
}

/** Taking everything along, bringing it in, erasing it. */
export interface Exports {
  /** One zip: JSON lines by table, notes and documents in plain text, and what is what. */
  export(personId: string): Promise<Uint8Array>;
  /** @throws {AppError} `life.import_unreadable`, `life.not_empty` */
  import(personId: string, kind: "wopr" | "loop", file: Uint8Array, dryRun: boolean): Promise<Imported>;
  /** @returns How many rows are gone. @throws {AppError} `life.erase_confirm` */
  erase(personId: string, confirm: string): Promise<number>;
}

/** Tables of an export, in the order they are put back. Grants and passwords stay here. */
const TABLES = [
  "life_people",
  "life_zone_changes",
  "life_days",
  "life_anchors",
  "life_items",
  "life_occurrences",
  "life_moves",
  "life_actions",
  "life_xp",
  "life_freezes",
  "life_pauses",
  "life_scores",
  "life_metrics",
  "life_nights",
  "life_raw",
  "life_activities",
  "life_characters",
  "life_nodes",
  "life_tokens",
  "life_skill_uses",
  "life_achievements",
] as const;
/** Columns that the person's key seals. */
const SEALED: Readonly<Record<string, string>> = { life_occurrences: "notes", life_raw: "payload" };
const CONFIRM = "erase my day";
const FORMAT = "wopr-life-1";

/** Exports, imports and erasing, under the person's lock. */
export function createExports({ books, vault }: { readonly books: Books; readonly vault: Vault }): Exports {
  return {
    async export(personId) {
      const book = await books.read(personId);
      const dump = await dumpRows(book.db, personId, TABLES);
      const files: Record<string, Uint8Array> = {};
      for (const [table, lines] of dump)
        files[`${table}.jsonl`] = strToU8((await opened(book, vault, table, lines)).join("\n"));
      const counts = Object.fromEntries([...dump].map(([table, lines]) => [table, lines.length]));
      const about = {
        format: FORMAT,
        person: personId,
        at: book.now.toISOString(),
        counts,
        columns: "as in the database; see docs of WOPR",
      };
      files["about.json"] = strToU8(JSON.stringify(about, null, 2));
      return zipSync(files);
    },

    import: (personId, kind, file, dryRun) =>
      books.write(personId, async (book) => {
        const files = unzipped(file);
        const sha256 = hashOfValue(Object.fromEntries(Object.entries(files).filter(([name]) => name !== "about.json")));
        if (await alreadyImported(book.db, personId, sha256))
          return { dryRun, already: true, counts: {}, problems: [] };
        const done =
          kind === "wopr" ? await importWopr(book, vault, files, dryRun) : await importLoop(book, files, dryRun);
        if (!dryRun) {
          await rememberImport(book.db, { personId, sha256, kind, at: book.now });
          book.tell("life.imported", { kind: "person", id: personId });
        }
        return done;
      }),

    erase: (personId, confirm) => {
      if (confirm !== CONFIRM) throw LifeErrors.erase_confirm({});
      return books.write(personId, async (book) => {
        const dump = await dumpRows(book.db, personId, TABLES);
        await eraseRows(book.db, personId);
        await vault.erase(book);
        return [...dump.values()].reduce((sum, lines) => sum + lines.length, 0);
      });
    },
  };
}

function unzipped(file: Uint8Array): Readonly<Record<string, string>> {
  try {
    const names = unzipSync(file, { filter: ({ originalSize }) => originalSize <= 64 * 1024 * 1024 });
    return Object.fromEntries(
      Object.entries(names).map(([name, bytes]) => [name.split("/").at(-1) ?? name, strFromU8(bytes)]),
    );
  } catch {
    throw LifeErrors.import_unreadable({ problem: "it is no zip file" });
  }
}

async function opened(book: Book, vault: Vault, table: string, lines: readonly string[]): Promise<readonly string[]> {
  const column = SEALED[table];
  if (column === undefined) return lines;
  return Promise.all(
    lines.map(async (line) => {
      const row = JSON.parse(line) as Record<string, unknown>;
      const sealed = row[column];
      if (typeof sealed !== "string") return line;
      const plain = await vault.open(book, Buffer.from(sealed.replace(/^\\x/, ""), "hex"));
      return JSON.stringify({ ...row, [column]: plain ?? null });
    }),
  );
}

async function importWopr(
  book: Book,
  vault: Vault,
  files: Readonly<Record<string, string>>,
  dryRun: boolean,
): Promise<Imported> {
  const about = files["about.json"];
  if (about === undefined || !about.includes(FORMAT))
    throw LifeErrors.import_unreadable({ problem: "it is no export of WOPR" });
  const { personId } = book.person;
  const counts: Record<string, number> = {};
  const rows = new Map<string, string[]>();
  for (const table of TABLES) {
    const lines = (files[`${table}.jsonl`] ?? "").split("\n").filter((line) => line !== "");
    counts[table] = lines.length;
    const own: string[] = [];
    for (const [index, line] of lines.entries()) own.push(await resealed(book, vault, { table, line, row: index + 1 }));
    rows.set(table, own);
  }
  const items = await book.plan.items(personId);
  const actions = await book.ledger.actions(personId, book.today.day);
  if (items.length > 0 || actions.length > 0) throw LifeErrors.not_empty({});
  if (dryRun) return { dryRun, already: false, counts, problems: [] };
  await eraseRows(book.db, personId);
  for (const table of TABLES) await loadRows(book.db, table, rows.get(table) ?? []);
  return { dryRun, already: false, counts, problems: [] };
}

/** A line of an export as a row of this person, sealed with their key here. */
async function resealed(
  book: Book,
  vault: Vault,
  { table, line, row }: { readonly table: string; readonly line: string; readonly row: number },
): Promise<string> {
  try {
    const values = JSON.parse(line) as Record<string, unknown>;
    values["person_id"] = book.person.personId;
    const column = SEALED[table];
    const plain = column === undefined ? undefined : values[column];
    if (column !== undefined && typeof plain === "string")
      values[column] = `\\x${Buffer.from(await vault.seal(book, plain)).toString("hex")}`;
    return JSON.stringify(values);
  } catch {
    throw LifeErrors.import_unreadable({ problem: `${table}.jsonl, row ${row} is not JSON` });
  }
}

async function importLoop(book: Book, files: Readonly<Record<string, string>>, dryRun: boolean): Promise<Imported> {
  const { habits, problems } = readLoopExport(files);
  if (habits.length === 0) throw LifeErrors.import_unreadable({ problem: "there is no habit in it" });
  const known = new Set((await book.plan.items(book.person.personId)).map(({ code }) => code));
  const counts = { habits: 0, completed: 0, skipped: 0, missed: 0 };
  for (const habit of habits) {
    const item = itemOf(book, habit, known);
    known.add(item.code);
    counts.habits += 1;
    const rows = rowsOf(book, item, habit);
    for (const { state } of rows)
      if (state === "completed" || state === "skipped" || state === "missed") counts[state] += 1;
    if (dryRun) continue;
    await book.plan.addItem(item);
    for (const row of rows) await book.plan.put(row);
  }
  return { dryRun, already: false, counts, problems: problems.slice(0, 20) };
}

function itemOf(book: Book, habit: LoopHabit, known: ReadonlySet<string>): Item {
  const base =
    habit.name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "_")
      .replaceAll(/^_+|_+$/g, "")
      .slice(0, 50) || "habit";
  const stem = /^[a-z]/.test(base) ? base : `habit_${base}`;
  let code = stem;
  for (let n = 2; known.has(code); n += 1) code = `${stem}_${n}`;
  const dates = [...habit.done, ...habit.missed, ...habit.skipped].sort();
  const daily = habit.times === habit.periodDays;
  const schedule: Schedule = {
    type: daily ? "daily" : "times_per_period",
    days: [],
    rrule: null,
    rdates: [],
    exdates: [],
    afterDays: null,
    times: daily ? null : habit.times,
    periodDays: daily ? null : habit.periodDays,
    date: null,
    startsOn: dates[0] ?? book.today.day,
  };
  return {
    id: book.newId(),
    personId: book.person.personId,
    createdAt: book.now,
    updatedAt: book.now,
    code,
    name: habit.name.slice(0, 120),
    description: habit.question.slice(0, 1000),
    icon: null,
    color: habit.color.slice(0, 30) || null,
    schedule,
    anchor: "evening",
    timeOffset: 0,
    exactTime: null,
    defaultTime: null,
    windowMinutes: 120,
    hardEnd: null,
    statRewards: { WIS: 15 },
    priority: 5,
    category: "habit",
    onMiss: "drop",
    essential: false,
    freeze: true,
    flexible: false,
    isActive: !habit.archived,
    revision: 1,
  };
}

/** Days of the past only: today is lived here. Days that Loop covered by itself are computed again, not stored. */
function rowsOf(book: Book, item: Item, habit: LoopHabit): readonly OccurrenceRow[] {
  const marked = [
    ...habit.done.map((date) => ({ date, state: "completed" as const })),
    ...habit.skipped.map((date) => ({ date, state: "skipped" as const })),
    // With "n times in d days" a day without is no miss: only covered days are counted.
    ...(item.schedule.type === "daily" ? habit.missed.map((date) => ({ date, state: "missed" as const })) : []),
  ];
  return marked
    .filter(({ date }) => date < book.today.day)
    .map(({ date, state }) => {
      const at = new Date(book.zone.instantOf(date, 19 * 60));
      const end = new Date(book.zone.firstInstant(addDays(date, 1), book.person.dayStart));
      return {
        id: occurrenceId(item.id, date),
        personId: item.personId,
        itemId: item.id,
        originalDate: date,
        day: date,
        plannedAt: at,
        softEnd: end,
        hardEnd: end,
        state,
        pinned: true,
        completedAt: state === "completed" ? at : null,
        closedAt: end,
        quality: null,
        durationMinutes: null,
        notes: null,
        moves: 0,
        resolvedFrom: "anchor",
        resolveReason: "imported from Loop",
        supersededBy: null,
        revision: 1,
        updatedAt: book.now,
      };
    });
}
