import { posix } from "node:path";

/** A link that leads nowhere. */
export interface DeadLink {
  readonly line: number;
  readonly target: string;
}

/**
 * Finds relative links and images of a Markdown text whose file is not in the repository. Addresses with a scheme and
 * pure anchors are not looked at; code blocks neither.
 *
 * @param path Of the Markdown file, relative to the checkout, with forward slashes.
 */
export function deadLinks(path: string, text: string, exists: (path: string) => boolean): readonly DeadLink[] {
  const found: DeadLink[] = [];
  let inCode = false;
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trimStart().startsWith("```")) inCode = !inCode;
    if (inCode) continue;
    for (const match of line.matchAll(/\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g)) {
      const target = match[1]!;
      const [relative = ""] = target.split("#");
      if (relative === "" || /^[a-z]+:/i.test(relative)) continue;
      const file = posix.normalize(posix.join(posix.dirname(path), relative)).replace(/\/$/, "");
      if (!exists(file)) found.push({ line: index + 1, target });
    }
  }
  return found;
}
