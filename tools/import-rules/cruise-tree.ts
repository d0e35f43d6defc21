import { cruise, type ICruiseResult } from "dependency-cruiser";
import { importRules } from "./rules.ts";

/** What one look over a tree found. */
export interface ImportReport {
  readonly modules: readonly string[];
  readonly violations: readonly { readonly rule: string; readonly from: string; readonly to: string }[];
}

/**
 * Reads the imports of every source file below `baseDir` and holds them against {@link importRules}.
 *
 * @param folders Folders below `baseDir`, or files.
 */
export async function cruiseTree(baseDir: string, folders: readonly string[], exclude: string): Promise<ImportReport> {
  const result = await cruise([...folders], {
    baseDir,
    ruleSet: { forbidden: [...importRules] },
    validate: true,
    tsPreCompilationDeps: "specify",
    doNotFollow: { path: "node_modules" },
    exclude: { path: exclude },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
      extensions: [".ts", ".tsx", ".js", ".mjs"],
    },
  });
  const output = result.output as ICruiseResult;
  return {
    modules: output.modules
      .map((module) => module.source)
      .filter((source) => /^(apps|packages|bench|e2e|tools)\//.test(source)),
    violations: output.summary.violations.map((violation) => ({
      rule: violation.rule.name,
      from: violation.from,
      to: violation.to,
    })),
  };
}
