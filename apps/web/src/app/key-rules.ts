/** What a key press is called in bindings: `Space`, `Shift+U`, `ArrowLeft`, `c`, `?`. */
export function keyName(event: { readonly key: string; readonly shiftKey: boolean }): string {
  if (event.key === " ") return "Space";
  if (event.key.length === 1) {
    const isLetter = event.key.toLowerCase() !== event.key.toUpperCase();
    return isLetter && event.shiftKey ? `Shift+${event.key.toUpperCase()}` : event.key.toLowerCase();
  }
  return event.shiftKey ? `Shift+${event.key}` : event.key;
}

interface TargetLike {
  readonly tagName: string;
  readonly isContentEditable?: boolean;
  readonly type?: string;
  closest(selector: string): unknown;
}

const CHOOSERS = new Set(["checkbox", "radio", "button", "submit", "range", "file"]);

/** Whether letters typed here belong to a field. */
export function isTyping(target: TargetLike): boolean {
  if (target.isContentEditable) return true;
  if (target.tagName === "TEXTAREA" || target.tagName === "SELECT") return true;
  return target.tagName === "INPUT" && !CHOOSERS.has(target.type ?? "text");
}

const ACTIVATES = 'a[href], button, summary, [role="button"], [role="option"], [role="menuitem"], input';
const MOVES =
  '[data-arrows], [role="slider"], [role="grid"], [role="listbox"], [role="menu"], [role="radiogroup"], [role="tablist"], input';

/** Whether the focused control has its own use for this key: a button for Enter, a slider for arrows, a dialog for all. */
export function wantsKeyItself(target: TargetLike, name: string): boolean {
  if (target.closest('[role="dialog"]') !== null) return true;
  if (name === "Enter" || name === "Space") return target.closest(ACTIVATES) !== null;
  if (/Arrow|Home|End|Page/.test(name)) return target.closest(MOVES) !== null;
  return false;
}

const WORDS: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Shift: "Shift",
};

/** How a key is written on a keyboard: `Shift+U` → ["Shift", "U"]. */
export const keyCaps = (name: string): readonly string[] =>
  name.split("+").map((part) => WORDS[part] ?? (part.length === 1 ? part.toUpperCase() : part));
