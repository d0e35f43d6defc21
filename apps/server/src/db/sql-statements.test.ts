import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splitStatements } from "./sql-statements.ts";

const texts = (sql: string) => splitStatements(sql).map((statement) => statement.text);

describe("splitStatements", () => {
  test.each([
    ["nothing", "", []],
    ["white space and comments alone", " \n-- nothing here;\n/* nor; here */", []],
    ["one without a semicolon", "SELECT 1", ["SELECT 1"]],
    ["two", "SELECT 1; SELECT 2;", ["SELECT 1", "SELECT 2"]],
    ["a string", "SELECT ';'; SELECT 'it''s;'", ["SELECT ';'", "SELECT 'it''s;'"]],
    ["an escape string", String.raw`SELECT E'\';'; SELECT 2`, [String.raw`SELECT E'\';'`, "SELECT 2"]],
    ["a plain string that ends in a backslash", String.raw`SELECT '\'; SELECT 2`, [String.raw`SELECT '\'`, "SELECT 2"]],
    ["a quoted name", 'SELECT 1 AS "a;""b;"; SELECT 2', ['SELECT 1 AS "a;""b;"', "SELECT 2"]],
    ["a line comment", "SELECT 1 -- one; two\n; SELECT 2", ["SELECT 1 -- one; two", "SELECT 2"]],
    ["nested comments", "SELECT /* a; /* b; */ c; */ 1; SELECT 2", ["SELECT /* a; /* b; */ c; */ 1", "SELECT 2"]],
    ["dollar quotes", "DO $$ BEGIN; END $$; SELECT 2", ["DO $$ BEGIN; END $$", "SELECT 2"]],
    ["named dollar quotes", "DO $a$ x; $$ y; $$ z; $a$; SELECT 2", ["DO $a$ x; $$ y; $$ z; $a$", "SELECT 2"]],
    ["a parameter, which is no quote", "SELECT $1; SELECT $2", ["SELECT $1", "SELECT $2"]],
    ["a dollar inside a name", "SELECT a$b$c; SELECT 2", ["SELECT a$b$c", "SELECT 2"]],
    ["an unfinished string", "SELECT 'a; b", ["SELECT 'a; b"]],
    ["an unfinished comment", "SELECT 1 /* a; b", ["SELECT 1 /* a; b"]],
  ])("%s", (_, sql, expected) => {
    expect(texts(sql)).toEqual(expected);
  });

  test("names the line of a statement's first word, not of the comment above it", () => {
    const sql = "-- kind: expand\n\nCREATE TABLE a ();\n\n-- two\nCREATE TABLE b ();\n";
    expect(splitStatements(sql).map((statement) => statement.line)).toEqual([3, 6]);
  });

  test("finds again the statements a file was made of", () => {
    const piece = fc.constantFrom(
      "SELECT 1",
      "SELECT ';'",
      'SELECT ";"',
      "DO $x$ a; b $x$",
      "SELECT E'\\';'",
      "A /* ; */ B",
    );
    const gap = fc.constantFrom(";", ";\n", " ; -- x;\n", ";\n\n/* ; */ ");
    fc.assert(
      fc.property(fc.array(fc.tuple(piece, gap)), (parts) => {
        const sql = parts.map(([text, end]) => text + end).join("");
        const found = splitStatements(sql);
        expect(found).toHaveLength(parts.length);
        for (const [i, [text]] of parts.entries()) expect(found[i]?.text.endsWith(text)).toBe(true);
      }),
    );
  });
});
