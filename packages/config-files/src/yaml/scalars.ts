import type { Dialect, LeafType, Value } from "../types.ts";

/** What a plain scalar means. */
export interface Meaning {
  readonly type: LeafType;
  readonly value: Value;
}

const SNAKE = {
  null: /^(?:~|null|Null|NULL|)$/,
  bool: /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/,
  int: /^(?:[-+]?0b_*[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/,
  float:
    /^([-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+|\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  timestamp:
    /^(?:\d{4}-\d\d-\d\d|\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|[ \t]+)\d{1,2}:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d{1,2}(?::?\d\d)?))?)$/,
};
const TRUE = /^(?:yes|true|on)$/i;

const CORE = {
  null: /^(?:~|null|Null|NULL|)$/,
  bool: /^(?:true|True|TRUE|false|False|FALSE)$/,
  int: /^[-+]?[0-9]+$/,
  octal: /^0o[0-7]+$/,
  hex: /^0x[0-9a-fA-F]+$/,
  float: /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/,
  special: /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
};

/**
 * Reads a plain scalar as the dialect's program does.
 *
 * @see https://yaml.org/spec/1.2.2/#103-core-schema and SnakeYAML's `Resolver`.
 */
export function meaningOf(text: string, dialect: Dialect): Meaning {
  return dialect === "snake" ? inSnake(text) : inCore(text);
}

function inSnake(text: string): Meaning {
  if (SNAKE.null.test(text)) return { type: "null", value: null };
  if (SNAKE.bool.test(text)) return { type: "bool", value: TRUE.test(text) };
  if (SNAKE.int.test(text)) return { type: "int", value: snakeInt(text.replaceAll("_", "")) };
  if (SNAKE.float.test(text)) return { type: "float", value: snakeFloat(text.replaceAll("_", "")) };
  if (SNAKE.timestamp.test(text)) return { type: "timestamp", value: { $timestamp: text } };
  return { type: "string", value: text };
}

function inCore(text: string): Meaning {
  if (CORE.null.test(text)) return { type: "null", value: null };
  if (CORE.bool.test(text)) return { type: "bool", value: text[0] === "t" || text[0] === "T" };
  if (CORE.int.test(text)) return { type: "int", value: narrow(BigInt(text.replace("+", ""))) };
  if (CORE.octal.test(text) || CORE.hex.test(text)) return { type: "int", value: narrow(BigInt(text)) };
  if (CORE.float.test(text)) return { type: "float", value: Number(text) };
  if (CORE.special.test(text)) return { type: "float", value: special(text) };
  return { type: "string", value: text };
}

const narrow = (value: bigint): number | bigint =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;

const special = (text: string): number =>
  /nan/i.test(text) ? Number.NaN : text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;

function snakeInt(text: string): number | bigint {
  const negative = text.startsWith("-");
  const digits = text.replace(/^[-+]/, "");
  const sized = (value: bigint) => narrow(negative ? -value : value);
  if (digits.startsWith("0b")) return sized(BigInt(digits));
  if (digits.startsWith("0x")) return sized(BigInt(digits));
  if (digits.includes(":")) return sized(BigInt(sexagesimal(digits)));
  if (digits.length > 1 && digits.startsWith("0")) return sized(BigInt(`0o${digits.slice(1)}`));
  return sized(BigInt(digits));
}

const sexagesimal = (digits: string): number => digits.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);

function snakeFloat(text: string): number {
  if (/inf|nan/i.test(text)) return special(text);
  if (!text.includes(":")) return Number(text);
  const negative = text.startsWith("-");
  const value = sexagesimal(text.replace(/^[-+]/, ""));
  return negative ? -value : value;
}

/** Whether both dialects read a plain scalar as this very string. */
export const isStringEverywhere = (text: string): boolean =>
  inSnake(text).type === "string" && inCore(text).type === "string";
