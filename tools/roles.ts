// `node tools/roles.ts`: compares docs/roles.md with what the contracts say now. `--write` brings it up to date.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { allEndpoints, PERMISSIONS, pathOf, ROLE_PERMISSIONS, ROLES } from "../packages/contracts/src/index.ts";

const file = fileURLToPath(new URL("../docs/roles.md", import.meta.url));

/** The table of roles as a page: who may do what, and which routes ask for it. */
function rolesPage(): string {
  const roles = ROLES.filter((role) => role !== "service");
  const endpoints = Object.values(allEndpoints);
  const marks = PERMISSIONS.map((permission) => {
    const held = roles.map((role) => (ROLE_PERMISSIONS[role].includes(permission) ? "●" : ""));
    const routes = endpoints.filter(({ scope }) => scope === permission).length;
    return `| \`${permission}\` | ${held.join(" | ")} | ${routes} |`;
  });
  const open = endpoints
    .filter(({ scope }) => scope === "public")
    .map((one) => `- \`${one.method} ${pathOf(one)}\` ${one.summary}`);
  return `# Roles

Made from the contracts by \`node tools/roles.ts --write\`; a check compares. A role can also be granted for an area or for single things.
A key or device may only what it names and its maker may.

| permission | ${roles.join(" | ")} | routes |
|---|${roles.map(() => "---|").join("")}---|
${marks.join("\n")}

## Routes that ask nobody who they are

They are proved by a token of their own, or tell everybody the same.

${open.sort().join("\n")}
`;
}

const wanted = rolesPage();
if (process.argv.includes("--write")) await writeFile(file, wanted);
else if ((await readFile(file, "utf8").catch(() => "")) !== wanted) {
  console.error("docs/roles.md is not what the contracts say. Run: node tools/roles.ts --write");
  process.exit(1);
}
