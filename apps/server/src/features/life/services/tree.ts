import type { AppError } from "@wopr/kernel";
import type { Tree } from "@wopr/life/tree";
import { allocate, cheapestPath, frontier, type Refusal, refundRefusal, refusalOf, SKILLS } from "@wopr/life/tree";
import { LifeErrors } from "../errors.ts";
import type { Book, Books } from "./book.ts";
import { type Hero, heroOf, THE_TREE } from "./heroes.ts";

/** What taking nodes would cost and did. */
export interface Taken {
  readonly order: readonly string[];
  readonly cost: number;
  readonly hero: Hero;
}

/** The tree of skills of a person. */
export interface TreeService {
  readonly tree: Tree;
  hero(personId: string): Promise<Hero>;
  reachable(personId: string): Promise<readonly string[]>;
  /** `undefined` when it can be taken now. */
  refusal(
    personId: string,
    code: string,
  ): Promise<{ readonly refusal: AppError | undefined; readonly path: readonly string[] | undefined }>;
  /** All or nothing. @throws {AppError} `life.not_enough_points`, `life.not_reachable` */
  allocate(personId: string, codes: readonly string[], dryRun: boolean): Promise<Taken>;
  /** Free within seven days, else one token. @throws {AppError} `life.would_disconnect`, `life.no_token` */
  refund(personId: string, code: string): Promise<Hero>;
  /** One token, everything. @throws {AppError} `life.no_token` */
  respec(personId: string): Promise<Hero>;
  /** @throws {AppError} `life.skill_locked`, `life.skill_not_ready` */
  useSkill(personId: string, skill: string): Promise<{ readonly text: string; readonly usedAt: Date }>;
}

const FREE_REFUND_MS = 7 * 86_400_000;

/** The tree in force, walked under the person's lock. */
export function createTreeService({
  books,
  after,
}: {
  readonly books: Books;
  readonly after: (book: Book) => Promise<void>;
}): TreeService {
  const characterOf = (hero: Hero) => ({ taken: hero.taken, points: hero.points, base: hero.base });
  const again = async (book: Book) => heroOf(book);

  return {
    tree: THE_TREE,
    hero: async (personId) => heroOf(await books.read(personId)),
    reachable: async (personId) => frontier(THE_TREE, (await heroOf(await books.read(personId))).taken),

    async refusal(personId, code) {
      const hero = await heroOf(await books.read(personId));
      const refused = refusalOf(THE_TREE, characterOf(hero), code);
      return { refusal: refused && failureOf(refused), path: cheapestPath(THE_TREE, hero.taken, code) };
    },

    allocate: (personId, codes, dryRun) =>
      books.write(personId, async (book) => {
        const hero = await heroOf(book);
        const made = allocate(THE_TREE, characterOf(hero), codes);
        if (!made.ok) throw failureOf(made.refusals[0]!);
        if (dryRun) return { order: made.order, cost: made.cost, hero };
        await book.character.take(
          made.order.map((code) => ({
            personId,
            code,
            cost: THE_TREE.nodes.get(code)?.cost ?? 0,
            allocatedAt: book.now,
          })),
        );
        await after(book);
        book.tell("life.tree", { kind: "character", id: personId });
        return { order: made.order, cost: made.cost, hero: await again(book) };
      }),

    refund: (personId, code) =>
      books.write(personId, async (book) => {
        const hero = await heroOf(book);
        if (code === "ORIGIN") throw LifeErrors.not_reachable({ code, why: "everybody begins there" });
        const refused = refundRefusal(THE_TREE, characterOf(hero), code);
        if (refused) throw failureOf(refused);
        const row = (await book.character.nodes(personId)).find((node) => node.code === code);
        const free = row !== undefined && book.now.getTime() - row.allocatedAt.getTime() <= FREE_REFUND_MS;
        if (!free) await spend(book, hero, "refund");
        await book.character.giveBack(personId, code);
        book.tell("life.tree", { kind: "character", id: personId });
        return again(book);
      }),

    respec: (personId) =>
      books.write(personId, async (book) => {
        const hero = await heroOf(book);
        await spend(book, hero, "respec");
        for (const { code } of await book.character.nodes(personId)) await book.character.giveBack(personId, code);
        book.tell("life.tree", { kind: "character", id: personId });
        return again(book);
      }),

    useSkill: (personId, skill) =>
      books.write(personId, async (book) => {
        const known = SKILLS[skill];
        if (!known || !(await heroOf(book)).applied.skills.includes(skill)) throw LifeErrors.skill_locked({ skill });
        const last = await book.character.lastUse(personId, skill);
        const again = (last?.usedAt.getTime() ?? Number.NEGATIVE_INFINITY) + known.everyHours * 3_600_000;
        if (again > book.now.getTime())
          throw LifeErrors.skill_not_ready({ skill, again: new Date(again).toISOString() });
        const rests = skill === "day_of_rest";
        await book.character.addUse({
          id: book.newId(),
          personId,
          skill,
          usedAt: book.now,
          spentAt: rests ? book.now : null,
        });
        if (rests) await book.people.updateDay(personId, book.today.day, { excuseMisses: true });
        book.tell("life.skill", { kind: "skill", id: skill });
        return { text: known.text, usedAt: book.now };
      }),
  };
}

async function spend(book: Book, hero: Hero, kind: "respec" | "refund"): Promise<void> {
  if (hero.tokens < 1) throw LifeErrors.no_token({});
  await book.character.spendToken({ id: book.newId(), personId: book.person.personId, at: book.now, kind, amount: 1 });
}

/** A refusal as the failure a caller reads. */
function failureOf(refusal: Refusal): AppError {
  const { code } = refusal;
  switch (refusal.why) {
    case "unknown_node":
      return LifeErrors.not_found({ what: `node (${code})` });
    case "not_enough_points":
      return LifeErrors.not_enough_points({ cost: refusal.cost, points: refusal.points });
    case "would_disconnect":
      return LifeErrors.would_disconnect({ code, others: refusal.others });
    case "taken_already":
      return LifeErrors.not_reachable({ code, why: "you have it already" });
    case "not_taken":
      return LifeErrors.not_reachable({ code, why: "you do not have it" });
    case "needs_node":
      return LifeErrors.not_reachable({ code, why: `${refusal.needs} must be taken before` });
    case "needs_stat":
      return LifeErrors.not_reachable({
        code,
        why: `it needs ${refusal.stat} ${refusal.needed}, you have ${refusal.have}`,
      });
    case "is_start":
      return LifeErrors.not_reachable({ code, why: "everything hangs on it" });
    default:
      return LifeErrors.not_reachable({ code, why: "no node beside it is taken" });
  }
}
