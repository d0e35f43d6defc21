import { describe, expect, test } from "vitest";
import { chooseGame } from "./find-game.ts";
import { parseAnswers, parseCorners, parseGrid, parsePalette, parsePlayers } from "./options.ts";

test("players: name and colour, or one word for both", () => {
  expect(parsePlayers("Ann:red, blue")).toEqual([
    { name: "Ann", position: 1, color: "red" },
    { name: "blue", position: 2, color: "blue" },
  ]);
});

test("grid: rows x columns", () => {
  expect(parseGrid("9X19")).toEqual({ rows: 9, cols: 19 });
});

test("corners: eight numbers, however they are separated", () => {
  const corners = [
    [1, 2],
    [3, 4],
    [5, 6],
    [7, 8.5],
  ];
  expect(parseCorners("1,2,3,4,5,6,7,8.5")).toEqual(corners);
  expect(parseCorners("1,2 3,4 5,6 7,8.5")).toEqual(corners);
});

test("answers keep everything after the first equals sign", () => {
  expect(parseAnswers(["owner:17=player_2", "q=a=b"])).toEqual({ "owner:17": "player_2", q: "a=b" });
});

test("palette: cells by colour or name of a player", () => {
  const players = parsePlayers("Ann:red,Bob:blue");
  expect(parsePalette("red=a1, B2;Bob=C3", players)).toEqual([
    { player: 1, cell: "A1" },
    { player: 1, cell: "B2" },
    { player: 2, cell: "C3" },
  ]);
  for (const wrong of ["green=A1", "red", "red=1A", ""])
    expect(() => parsePalette(wrong, players)).toThrow(expect.objectContaining({ code: "cli.usage" }));
});

test.each([
  () => parsePlayers("Ann:red:blue"),
  () => parsePlayers(","),
  () => parseGrid("8"),
  () => parseGrid("1x8"),
  () => parseGrid("8x41"),
  () => parseCorners("1,2,3"),
  () => parseCorners("1,2,3,4,5,6,7,x"),
  () => parseAnswers(["no"]),
])("what cannot be read is wrong usage, with an example (%#)", (parse) => {
  expect(parse).toThrow(expect.objectContaining({ code: "cli.usage" }));
});

describe("which game is meant", () => {
  const games = [
    { id: "0190b3b4-0000-7000-8000-0000000000aa", name: "Garden" },
    { id: "0190b3b4-0000-7000-8000-0000000000bb", name: "Chess" },
    { id: "0190b3b4-0000-7000-8000-0000000000cc", name: "Chess" },
  ];

  test("latest, its name in any case, or the end of its id", () => {
    expect(chooseGame(games, "latest").name).toBe("Garden");
    expect(chooseGame(games, "garden").name).toBe("Garden");
    expect(chooseGame(games, "00bb").id).toBe(games[1]?.id);
  });

  test("two that fit and none that fits are said, never guessed", () => {
    expect(() => chooseGame(games, "chess")).toThrow(expect.objectContaining({ code: "cli.ambiguous" }));
    expect(() => chooseGame(games, "0190")).toThrow(expect.objectContaining({ code: "cli.ambiguous" }));
    expect(() => chooseGame(games, "poker")).toThrow(expect.objectContaining({ code: "cli.not_found" }));
    expect(() => chooseGame([], "latest")).toThrow(expect.objectContaining({ code: "cli.not_found" }));
  });
});
