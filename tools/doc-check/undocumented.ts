import ts from "typescript";

/** Where a public name has no words. */
export interface Undocumented {
  readonly line: number;
  readonly name: string;
}

/**
 * Finds exported declarations without a docstring. Re-exports, components' default exports and overloads after the
 * first are left out: their words stand where they are declared.
 */
export function undocumented(fileName: string, text: string): readonly Undocumented[] {
  const source = ts.createSourceFile(
    fileName,
    text,
    ts.ScriptTarget.Latest,
    true,
    fileName.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );
  const seen = new Set<string>();
  const found: Undocumented[] = [];
  for (const statement of source.statements) {
    if (!isExported(statement)) continue;
    for (const name of namesOf(statement)) {
      if (seen.has(name)) continue;
      if (hasWords(statement)) seen.add(name);
      else found.push({ line: source.getLineAndCharacterOfPosition(statement.getStart()).line + 1, name });
    }
  }
  return found.filter((entry) => !seen.has(entry.name));
}

const isExported = (node: ts.Statement): boolean =>
  ts.canHaveModifiers(node) &&
  (ts.getModifiers(node)?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword) ?? false);

/** A sentence, or a tag that says something: `@throws` alone may be all that the signature does not tell. */
const hasWords = (node: ts.Node): boolean =>
  ts.getJSDocCommentsAndTags(node).some((doc) => {
    const tags = ts.isJSDoc(doc) ? (doc.tags ?? []) : [];
    return [doc, ...tags].some(({ comment }) => (ts.getTextOfJSDocComment(comment) ?? "").trim().length > 0);
  });

function namesOf(node: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(node))
    return node.declarationList.declarations.map((declaration) => declaration.name.getText());
  if (
    ts.isFunctionDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isClassDeclaration(node)
  )
    return node.name ? [node.name.text] : [];
  return [];
}
