/** What is wrong with a reason, as a sentence; `undefined` when nothing is. */
export function reasonProblem(value: string): string | undefined {
  const length = value.trim().length;
  if (length < 3) return "A reason needs at least 3 characters.";
  if (length > 500) return "A reason has at most 500 characters.";
  return undefined;
}
