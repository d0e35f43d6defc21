/** A formula over named numbers: + − × ÷, brackets, numbers, names. */
export type Formula =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "+" | "-" | "*" | "/"; readonly left: Formula; readonly right: Formula };

/** Reads a formula such as `.6 STR + .4 INT`; two things side by side are multiplied. @throws {SyntaxError} */
export function parseFormula(text: string): Formula {
  const tokens =
    text
      .replaceAll("−", "-")
      .replaceAll("×", "*")
      .replaceAll("÷", "/")
      .match(/\d*\.?\d+|[A-Z][A-Z_]*|[-+*/()]|\S/g) ?? [];
  let at = 0;
  const fail = () =>
    new SyntaxError(`A formula has numbers, names, + − × ÷ and brackets; "${text}" has something else.`);

  const factor = (): Formula => {
    const token = tokens[at++];
    if (token === undefined) throw fail();
    if (token === "-") return { kind: "-", left: { kind: "number", value: 0 }, right: factor() };
    if (token === "(") {
      const inside = sum();
      if (tokens[at++] !== ")") throw fail();
      return inside;
    }
    if (/^[\d.]/.test(token) && !Number.isNaN(Number(token))) return { kind: "number", value: Number(token) };
    if (/^[A-Z]/.test(token)) return { kind: "name", name: token };
    throw fail();
  };
  const product = (): Formula => {
    let left = factor();
    for (;;) {
      const token = tokens[at];
      if (token === "*" || token === "/") {
        at += 1;
        left = { kind: token, left, right: factor() };
      } else if (token !== undefined && (token === "(" || /^[\d.A-Z]/.test(token)))
        left = { kind: "*", left, right: factor() };
      else return left;
    }
  };
  function sum(): Formula {
    let left = product();
    while (tokens[at] === "+" || tokens[at] === "-") {
      const kind = tokens[at++] as "+" | "-";
      left = { kind, left, right: product() };
    }
    return left;
  }
  const whole = sum();
  if (at !== tokens.length) throw fail();
  return whole;
}

/** The value of a formula; unknown names count 0, and so does what is divided by 0. */
export function evaluate(formula: Formula, values: Readonly<Record<string, number>>): number {
  if (formula.kind === "number") return formula.value;
  if (formula.kind === "name") return values[formula.name] ?? 0;
  const [left, right] = [evaluate(formula.left, values), evaluate(formula.right, values)];
  if (formula.kind === "+") return left + right;
  if (formula.kind === "-") return left - right;
  if (formula.kind === "*") return left * right;
  return right === 0 ? 0 : left / right;
}

/** Derived stats as data. */
export const DERIVED: Readonly<Record<string, string>> = {
  POWER: ".6 STR + .4 INT",
  RESILIENCE: ".7 STA + .3 WIS",
  INFLUENCE: ".6 CHA + .3 INT + .1 LCK",
  FORTUNE: ".8 LCK + .2 WIS",
  FOCUS: ".5 INT + .5 WIS",
  VITALITY: ".5 STA + .3 STR + .2 WIS",
};

const formulas = Object.entries(DERIVED).map(([name, text]) => [name, parseFormula(text)] as const);

/** Derived stats of six stats, two decimals. */
export const derivedOf = (stats: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
  Object.fromEntries(formulas.map(([name, formula]) => [name, Math.round(evaluate(formula, stats) * 100) / 100]));
