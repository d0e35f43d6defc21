import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { root } from "./paths.mjs";

const lock = `${root}.set-up-lock`;
const EVERY_MS = 500;
/** A lock without an owner for so long was left by a process that ended between its two steps. */
const ORPHANED_AFTER_MS = 5_000;

/**
 * Runs work of the set-up while no other command of this checkout does. Waits for a living one, takes over from a dead one.
 *
 * @param {() => Promise<void>} work
 */
export async function exclusively(work) {
  let saidSo = false;
  for (let waitedMs = 0; !take(); waitedMs += EVERY_MS) {
    if (!isHeld(waitedMs)) rmSync(lock, { recursive: true, force: true });
    else if (!saidSo) {
      console.error("Another command sets this checkout up; waiting for it …");
      saidSo = true;
    }
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
  const release = () => rmSync(lock, { recursive: true, force: true });
  process.once("exit", release);
  try {
    await work();
  } finally {
    process.off("exit", release);
    release();
  }
}

function take() {
  try {
    mkdirSync(lock);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
  writeFileSync(`${lock}/pid`, String(process.pid));
  return true;
}

/** @param {number} waitedMs */
function isHeld(waitedMs) {
  try {
    process.kill(Number(readFileSync(`${lock}/pid`, "utf8")), 0);
    return true;
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === "EPERM") return true;
    return code === "ENOENT" && waitedMs < ORPHANED_AFTER_MS;
  }
}
