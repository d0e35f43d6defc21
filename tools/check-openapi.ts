// `node tools/check-openapi.ts`: compares the committed description of the HTTP interface with what the contracts say
// now, and prints what differs. `--write` brings the file up to date.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describeInterface } from "../apps/server/src/openapi.testing.ts";

const file = fileURLToPath(new URL("../apps/server/openapi.json", import.meta.url));
const manifest = fileURLToPath(new URL("../apps/server/package.json", import.meta.url));
/** More lines help nobody. */
const MOST_SHOWN = 60;

/** Every place where two JSON values differ, as `pointer: before → after`. */
function differences(before: unknown, after: unknown, at = ""): readonly string[] {
  if (isContainer(before) && isContainer(after) && Array.isArray(before) === Array.isArray(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].flatMap((name) => differences(before[name], after[name], `${at}/${name.replaceAll("/", "~1")}`));
  }
  if (before === after) return [];
  if (before === undefined) return [`added    ${at}`];
  if (after === undefined) return [`removed  ${at}`];
  return [`changed  ${at}: ${shown(before)} → ${shown(after)}`];
}

const isContainer = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

const shown = (value: unknown) => {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
};

const { version } = JSON.parse(await readFile(manifest, "utf8")) as { readonly version: string };
const now = await describeInterface(version);
const committed: unknown = JSON.parse(await readFile(file, "utf8").catch(() => "{}"));
const found = differences(committed, now);

if (process.argv.includes("--write")) {
  await writeFile(file, `${JSON.stringify(now, null, 1)}\n`);
  console.log(
    found.length === 0
      ? "apps/server/openapi.json is up to date."
      : `Wrote apps/server/openapi.json (${found.length} changes).`,
  );
} else if (found.length > 0) {
  console.error(`apps/server/openapi.json does not say what the contracts say (${found.length} differences):`);
  for (const line of found.slice(0, MOST_SHOWN)) console.error(`  ${line}`);
  if (found.length > MOST_SHOWN) console.error(`  … and ${found.length - MOST_SHOWN} more`);
  console.error("Look whether clients can live with it, then run: node tools/check-openapi.ts --write");
  process.exitCode = 1;
}
