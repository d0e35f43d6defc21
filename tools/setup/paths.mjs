import { fileURLToPath } from "node:url";

/** Root of the checkout, with a trailing separator. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** The Node that package.json pins. */
export const pinnedNode = `${root}node_modules/node/bin/node${process.platform === "win32" ? ".exe" : ""}`;
