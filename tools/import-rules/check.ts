import { trackedFiles } from "../tracked-files.ts";
import { cruiseTree } from "./cruise-tree.ts";

/** Every broken import rule, and a complaint when fewer modules were seen than files exist. */
export async function checkImports(root: string): Promise<readonly string[]> {
  const files = trackedFiles(root).filter(
    (file) => /^(apps|packages)\/[^/]+\/(src|test)\/.*\.tsx?$/.test(file) && !file.endsWith(".d.ts"),
  );
  const { modules, violations } = await cruiseTree(root, ["apps", "packages"], "(^|/)(dist|samples)/");
  const seen = new Set(modules);
  const unseen = files.filter((file) => !seen.has(file));
  return [
    ...violations.map(({ rule, from, to }) => `${rule}: ${from} → ${to}`),
    ...(unseen.length > 0
      ? [`${unseen.length} of ${files.length} source files were not looked at, e.g. ${unseen[0]}`]
      : []),
  ];
}
