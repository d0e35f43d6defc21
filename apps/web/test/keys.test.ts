import { expect, test } from "vitest";
import { isTyping, keyCaps, keyName, wantsKeyItself } from "../src/app/key-rules.ts";

const target = (tagName: string, inside: readonly string[] = [], type?: string) => ({
  tagName,
  ...(type === undefined ? {} : { type }),
  closest: (selector: string) => (inside.some((part) => selector.includes(part)) ? {} : null),
});

test("keys have one name, whatever Caps Lock does", () => {
  const named = [
    { key: " ", shiftKey: false },
    { key: "U", shiftKey: true },
    { key: "u", shiftKey: false },
    { key: "U", shiftKey: false },
    { key: "?", shiftKey: true },
    { key: "ArrowLeft", shiftKey: false },
  ].map(keyName);
  expect(named).toEqual(["Space", "Shift+U", "u", "u", "?", "ArrowLeft"]);
});

test("letters typed into a field belong to the field", () => {
  expect(isTyping(target("INPUT", [], "text"))).toBe(true);
  expect(isTyping(target("TEXTAREA"))).toBe(true);
  expect(isTyping(target("INPUT", [], "checkbox"))).toBe(false);
  expect(isTyping(target("BUTTON"))).toBe(false);
});

test("a focused button keeps Enter and Space, a slider keeps the arrows, a dialog keeps everything", () => {
  expect(wantsKeyItself(target("BUTTON", ["button"]), "Enter")).toBe(true);
  expect(wantsKeyItself(target("BUTTON", ["button"]), "u")).toBe(false);
  expect(wantsKeyItself(target("DIV", ['[role="slider"]']), "ArrowLeft")).toBe(true);
  expect(wantsKeyItself(target("DIV", ['[role="dialog"]']), "c")).toBe(true);
  expect(wantsKeyItself(target("SECTION"), "Enter")).toBe(false);
});

test("keys are written as they stand on a keyboard", () => {
  expect([keyCaps("Shift+U"), keyCaps("ArrowLeft"), keyCaps("g")]).toEqual([["Shift", "U"], ["←"], ["G"]]);
});
