import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { open } from "@wopr/config-files";
import { type BuiltInCheck, failed, type Outcome, passed } from "../probe.ts";

/** Whether the configuration of the installation resolves and validates; given by whoever has it. */
export type ResolveConfiguration = (signal: AbortSignal) => Promise<Outcome>;

/** Reads the ConfigMap `wopr-config` of the namespace this server runs in; undefined outside Kubernetes. */
export type ReadConfigMap =
  | ((signal: AbortSignal) => Promise<Readonly<Record<string, string>> | undefined>)
  | undefined;

/** The published check of the configuration. */
export function configurationChecks(deps: {
  readonly dataDir: string;
  readonly readConfigMap: ReadConfigMap;
  readonly resolve: ResolveConfiguration | undefined;
}): readonly BuiltInCheck[] {
  return [
    {
      name: "wopr-config-map-present",
      title: "The configuration is there and valid",
      failing: "is missing or invalid",
      component: { id: "configuration", title: "Configuration" },
      intervalS: 60,
      deadlineMs: 10_000,
      runbook: "wopr-config-map-present.md",
      async probe({ signal }) {
        const found = deps.readConfigMap
          ? await fromKubernetes(deps.readConfigMap, signal)
          : await fromFile(deps.dataDir);
        if (found.result !== "pass" || !deps.resolve) return found;
        const resolved = await deps.resolve(signal);
        return resolved.result === "pass" ? passed({ ...found.facts, ...resolved.facts }) : resolved;
      },
    },
  ];
}

async function fromKubernetes(read: NonNullable<ReadConfigMap>, signal: AbortSignal): Promise<Outcome> {
  const data = await read(signal);
  if (!data) return failed("There is no ConfigMap wopr-config in this namespace.");
  for (const [key, text] of Object.entries(data)) {
    const problem = yamlProblem(text);
    if (problem) return failed(`${key} of the ConfigMap wopr-config cannot be read: ${problem}`);
  }
  return passed({ source: "ConfigMap", keys: Object.keys(data).length });
}

/** The bootstrap file; without one the environment is the whole bootstrap, and the server would not run were it wrong. */
async function fromFile(dataDir: string): Promise<Outcome> {
  const text = await readFile(join(dataDir, "wopr.yaml"), "utf8").catch((failure: NodeJS.ErrnoException) => {
    if (failure.code === "ENOENT") return undefined;
    throw failure;
  });
  if (text === undefined) return passed({ source: "environment" });
  const problem = yamlProblem(text);
  return problem ? failed(`wopr.yaml cannot be read: ${problem}`) : passed({ source: "wopr.yaml" });
}

function yamlProblem(text: string): string | undefined {
  const read = open(Buffer.from(text), "config.yaml", { format: "yaml" });
  return read.ok ? undefined : read.problem.text;
}
