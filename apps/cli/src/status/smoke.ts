import { deleteProbeObject, readProbeObject, readVersion, runStatus, writeProbeObject } from "@wopr/contracts";
import { connect, type ServerOptions } from "../connection.ts";
import type { Outside } from "../outside.ts";
import { AREAS } from "./smoke-areas.ts";
import { exitCodeOfResults, type Line, lineOf, statusLines } from "./words.ts";

/** All published checks, and one thing of each area that is on: for pipelines after a deployment. */
export async function smoke(outside: Outside, options: ServerOptions) {
  const { client, url } = await connect(options, outside);
  const { version, features } = await client.call(readVersion, {});
  const answer = await client.call(runStatus, { body: { all: "true" } });
  const lines: Line[] = Object.entries(answer.results).map(([name, one]) => lineOf(name, one));
  if (!answer.stored)
    lines.push({ name: "results", result: "fail", said: "They were not stored: the database cannot be written." });

  const attempt = async (name: string, work: () => Promise<string>) => {
    const line = await work().then(
      (said): Line => ({ name, result: "pass", said }),
      (failure: unknown): Line => ({
        name,
        result: "fail",
        said: failure instanceof Error ? failure.message : String(failure),
      }),
    );
    lines.push(line);
  };
  await attempt("area status", async () => {
    const params = { id: outside.newId() };
    const nonce = params.id.slice(-12);
    await client.call(writeProbeObject, { params, body: { nonce } });
    const read = await client.call(readProbeObject, { params });
    await client.call(deleteProbeObject, { params });
    if (read.nonce !== nonce) throw new Error("What was written is not what was read.");
    return "written, read, deleted";
  });
  for (const area of AREAS) {
    if (features.includes(area.feature)) await attempt(`area ${area.feature}`, () => area.work(client));
  }
  return {
    json: { url, version, results: lines },
    lines: [`WOPR ${version} at ${url}`, "", ...statusLines(lines)],
    exitCode: exitCodeOfResults(lines),
  };
}
