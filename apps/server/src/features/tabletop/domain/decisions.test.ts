import { findPack, type GameState, manifestFor, type Piece } from "@wopr/games";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aLog, gridRules } from "./builders.testing.ts";
import { commitMove } from "./commit.ts";
import { gameOfKey, photoKeys } from "./file-names.ts";
import { foldGame } from "./fold.ts";
import { changedPlayers, isTimeZone, problemsOfPlayers } from "./players.ts";
import { boardOfState, partsOfBoard, sameOwners } from "./position.ts";
import { mayDispose, mayPlay, maySee } from "./rights.ts";
import { allowed, CAPTURE_TRANSITIONS, GAME_TRANSITIONS, requireCaptureStep, requireGameStep } from "./transitions.ts";

const manifestOf = (id: string, options = {}) => {
  const pack = findPack(id);
  if (!pack) throw new Error(`${id} is not shipped`);
  return manifestFor(pack, options);
};

describe("state machines", () => {
  const statuses = ["setup", "in_progress", "completed", "abandoned"] as const;
  const wanted = new Set([
    "setup>in_progress",
    "setup>abandoned",
    "in_progress>completed",
    "in_progress>abandoned",
    "completed>in_progress",
    "abandoned>in_progress",
  ]);

  test.each(statuses.flatMap((from) => statuses.map((to) => [from, to] as const)))(
    "a game that is %s becomes %s exactly where the specification says",
    (from, to) => {
      expect(allowed(GAME_TRANSITIONS, from, to)).toBe(wanted.has(`${from}>${to}`));
      if (!wanted.has(`${from}>${to}`)) expect(() => requireGameStep(from, to)).toThrow(/cannot become/);
    },
  );

  test("a photo is stored once and never comes back from failure", () => {
    for (const from of ["capturing", "uploading", "waiting_for_upload"] as const)
      expect(() => requireCaptureStep(from, "stored")).not.toThrow();
    for (const from of ["stored", "failed", "removed"] as const) {
      expect(() => requireCaptureStep(from, "stored")).toThrow(expect.objectContaining({ status: 409 }));
    }
    expect(CAPTURE_TRANSITIONS.failed).toEqual([]);
  });
});

describe("rights in one game", () => {
  const people = { ownerId: "host", playerUserIds: ["guest"] };
  test.each([
    ["host", "member", true, true, true],
    ["guest", "member", true, true, false],
    ["other", "member", false, false, false],
    ["other", "viewer", true, false, false],
    ["other", "operator", true, false, false],
    ["other", "admin", true, true, true],
    ["other", "owner", true, true, true],
    ["other", "service", false, false, false],
    ["host", "service", true, true, true],
    ["other", null, false, false, false],
  ])("%s as %s: sees %s, plays %s, disposes %s", (id, role, sees, plays, disposes) => {
    const viewer = { id, role };
    expect([maySee(viewer, people), mayPlay(viewer, people), mayDispose(viewer, people)]).toEqual([
      sees,
      plays,
      disposes,
    ]);
  });
});

describe("names of photos", () => {
  const gameId = "550e8400-e29b-41d4-a716-446655440000";

  test("hold sequence and UTC instant; extra cameras add theirs", () => {
    const capturedAt = new Date("2025-12-13T10:00:00.999Z");
    const name = { gameId, sequence: 0, capturedAt, extension: "jpg" } as const;
    expect(photoKeys(name)).toEqual({
      image: `games/${gameId}/cap_0_20251213_100000.jpg`,
      thumbnail: `games/${gameId}/thumb_0_20251213_100000.jpg`,
    });
    expect(photoKeys({ ...name, cameraSlug: "desk" }).image).toContain("_desk.jpg");
  });

  test.each(["games/../x", `games/${gameId}/../../secret`, `games/${gameId}/a/b`, gameId])("%s is none", (key) => {
    expect(gameOfKey(key)).toBeUndefined();
  });
});

describe("positions", () => {
  const manifest = manifestOf("custom_grid", { rows: 5, cols: 7 });
  const piece = fc.option(
    fc.record({ type: fc.constant("piece"), player: fc.option(fc.constantFrom(1, 2)) }) as fc.Arbitrary<Piece>,
  );
  const grid = fc.array(fc.array(piece, { minLength: 7, maxLength: 7 }), { minLength: 5, maxLength: 5 });
  const stateOf = (rows: GameState["grid"]): GameState => ({
    turn: 0,
    round: 1,
    phase: "play",
    turnPlayer: 1,
    grid: rows ?? [],
    resources: {},
  });

  test("survive the way out to clients and back, as a grid and as pieces", () => {
    fc.assert(
      fc.property(grid, (rows) => {
        const { grid: sent, pieces } = boardOfState(stateOf(rows));
        expect(partsOfBoard({ grid: sent }, manifest).parts.grid).toEqual(rows);
        const { parts, problems } = partsOfBoard({ pieces }, manifest);
        expect(problems).toEqual([]);
        expect(parts.grid).toEqual(rows);
      }),
    );
  });

  test("are the same to a camera whatever the types of the pieces, and others when an owner differs", () => {
    fc.assert(
      fc.property(grid, fc.nat(4), fc.nat(6), (rows, y, x) => {
        const renamed = rows.map((row) => row.map((one) => one && { ...one, type: "other" }));
        expect(sameOwners(rows, renamed)).toBe(true);
        const before = rows[y]?.[x] ?? null;
        const after: Piece | null = before?.player === 2 ? null : { type: "piece", player: 2 };
        const changed = rows.map((row, r) => row.map((one, c) => (r === y && c === x ? after : one)));
        expect(sameOwners(rows, changed)).toBe(false);
      }),
    );
  });

  test("with two pieces on one cell or one beside the board are refused at the piece", () => {
    const at = (x: number, y: number) => ({ type: "piece", player: 1, position: { x, y } });
    const { problems } = partsOfBoard({ pieces: [at(0, 0), at(0, 0), at(7, 0), at(-1, 2), at(0.5, 0)] }, manifest);
    expect(problems.map((problem) => problem.at)).toEqual([1, 2, 3, 4].map((n) => `/board_state/pieces/${n}/position`));
  });
});

describe("players", () => {
  const chess = manifestOf("chess");
  const player = (position: number, color: string) => ({ name: "x", position, color });

  test("that fit have no problem; every problem is named at its field", () => {
    expect(problemsOfPlayers([player(1, "white"), player(2, "#000000")], chess)).toEqual([]);
    expect(problemsOfPlayers([player(1, "white")], chess).map(({ at }) => at)).toEqual(["/players"]);
    expect(problemsOfPlayers([player(1, "white"), player(1, "White")], chess).map(({ at }) => at)).toEqual([
      "/players/1/position",
      "/players/1/color",
    ]);
  });

  test("may swap colours, and nobody is changed who is not there", () => {
    const log = aLog();
    const { players } = foldGame(log.events, gridRules).header;
    const swapped = changedPlayers(players, [
      { position: 1, color: "red" },
      { position: 2, color: "blue" },
    ]);
    expect(swapped.players.map(({ color }) => color)).toEqual(["red", "blue"]);
    expect(changedPlayers(players, [{ position: 7, name: "Nobody" }]).problems).toHaveLength(1);
  });

  test.each([
    ["Europe/Berlin", true],
    ["UTC", true],
    ["Mars/Olympus", false],
    ["", false],
  ])("%s is a time zone: %s", (name, is) => {
    expect(isTimeZone(name)).toBe(is);
  });
});

describe("committing a move", () => {
  const folded = foldGame(aLog().events, gridRules);
  const base = { rules: gridRules, state: folded.state, table: folded.table, status: "setup" } as const;
  const agreed = (to: string) =>
    ({
      moveId: "m",
      move: { kind: "place", player: 1, to },
      captureId: "c",
      proposalId: "p",
      confidence: 0.9,
      outcome: "sure",
    }) as const;

  test("that is the first begins the game in the same act", () => {
    const committed = commitMove(agreed("A1"), base);
    if (!committed.ok) throw new Error(committed.conflict);
    expect(committed.events.map(({ kind }) => kind)).toEqual(["move_committed", "status_changed"]);
    expect(committed.events[0]?.payload).toMatchObject({ capture_id: "c", proposal_id: "p", ends_turn: true });
  });

  test("out of turn carries what the rules have against it, and is committed all the same", () => {
    const move = { kind: "place", player: 2, to: "A1" } as const;
    const committed = commitMove({ ...agreed("A1"), move }, { ...base, status: "in_progress" });
    if (!committed.ok) throw new Error(committed.conflict);
    expect(committed.events.map(({ kind }) => kind)).toEqual(["move_committed", "adjudicated"]);
  });

  test("that cannot be is a conflict", () => {
    expect(commitMove(agreed("Z9"), base)).toMatchObject({ ok: false, conflict: expect.stringContaining("Z9") });
  });
});
