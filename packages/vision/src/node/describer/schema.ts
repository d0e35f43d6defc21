import { DescriberErrors } from "./errors.ts";
import type { DescribedChange, Description } from "./types.ts";

const CERTAINTIES = ["low", "medium", "high"] as const;
const MOST_TEXT = 400;
const MOST_CHANGES = 12;
const MOST_DOUBTS = 3;
const MOST_DOUBT = 80;
const MOST_LOOK = 80;

/** JSON schema of an answer, as servers with constrained decoding take it (vision.md 6.14). */
export const ANSWER_SCHEMA = {
  type: "object",
  properties: {
    description: { type: "string", maxLength: MOST_TEXT },
    changes: {
      type: "array",
      maxItems: MOST_CHANGES,
      items: {
        type: "object",
        properties: {
          cell: { type: "string" },
          before: { type: "string" },
          after: { type: "string" },
          certainty: { type: "string", enum: CERTAINTIES },
        },
        required: ["cell", "before", "after", "certainty"],
        additionalProperties: false,
      },
    },
    doubts: { type: "array", maxItems: MOST_DOUBTS, items: { type: "string", maxLength: MOST_DOUBT } },
  },
  required: ["description", "changes", "doubts"],
  additionalProperties: false,
} as const;

/**
 * Checks what a model wrote: decoding under a schema still gives nonsense that fits it. Cells that were not sent are
 * dropped, text is cut and freed of control characters.
 *
 * @throws {AppError} `describer.nonsense` when types are wrong.
 */
export function readAnswer(value: unknown, sent: readonly string[], model: string): Description {
  if (!isRecord(value) || typeof value["description"] !== "string") throw nonsense("it has no description");
  const { changes, doubts } = value;
  if (!Array.isArray(changes) || !Array.isArray(doubts)) throw nonsense("changes and doubts must be lists");
  if (!doubts.every((doubt) => typeof doubt === "string")) throw nonsense("a doubt is no text");
  return {
    text: plain(value["description"], MOST_TEXT),
    changes: changes
      .map(changeOf)
      .filter(({ cell }) => sent.includes(cell))
      .slice(0, MOST_CHANGES),
    doubts: doubts.map((doubt) => plain(doubt, MOST_DOUBT)).slice(0, MOST_DOUBTS),
    model,
  };
}

function changeOf(value: unknown): DescribedChange {
  const wrong = nonsense("a change has the wrong shape");
  if (!isRecord(value)) throw wrong;
  const { cell, before, after, certainty } = value;
  if (typeof cell !== "string" || typeof before !== "string" || typeof after !== "string") throw wrong;
  const known = CERTAINTIES.find((word) => word === certainty);
  if (!known) throw wrong;
  return { cell, before: plain(before, MOST_LOOK), after: plain(after, MOST_LOOK), certainty: known };
}

/** The first JSON object in a text, for servers that wrap it in words. @throws {AppError} `describer.nonsense` */
export function firstObject(text: string): unknown {
  const start = text.indexOf("{");
  if (start < 0) throw nonsense("it holds no JSON");
  let depth = 0;
  let quoted = false;
  for (let i = start; i < text.length; i += 1) {
    const char = text[i];
    if (quoted) {
      if (char === "\\") i += 1;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === "{") depth += 1;
    else if (char === "}") {
      depth -= 1;
      if (depth === 0) return parsed(text.slice(start, i + 1));
    }
  }
  throw nonsense("its JSON is cut off");
}

/** @throws {AppError} `describer.nonsense` */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw DescriberErrors.nonsense({ why: "it is no JSON" }, { cause });
  }
}

/** Whether a value is an object with keys. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const nonsense = (why: string) => DescriberErrors.nonsense({ why });

// Control characters and what turns the direction of writing have no business in a sentence.
const plain = (text: string, most: number): string =>
  [...text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim()].slice(0, most).join("");
