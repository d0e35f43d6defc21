/** Enumerates choices over independent slots, best sum first. */

/** One slot: something may be chosen for a gain, or the slot is left alone for 0. */
export interface Slot<Choice> {
  readonly choices: readonly { readonly choice: Choice; readonly gain: number }[];
}

/** A selection of choices of different slots. */
export interface Combination<Choice> {
  readonly chosen: readonly Choice[];
  readonly sum: number;
}

interface Begun<Choice> extends Combination<Choice> {
  readonly slot: number;
  /** Upper bound of the sum of every combination that begins like this one. */
  readonly bound: number;
}

/**
 * All selections of at most `most` choices, one per slot at most, in descending order of their sum.
 *
 * A* over the slots: the bound is exact, so nothing is expanded that does not lead to a result. The empty selection is
 * among the results.
 */
export function* bestCombinations<Choice>(
  slots: readonly Slot<Choice>[],
  most: number,
): Generator<Combination<Choice>, void, void> {
  const bounds = suffixBounds(slots, most);
  const open = createHeap<Begun<Choice>>();
  open.push({ chosen: [], sum: 0, slot: 0, bound: bounds[0]?.[most] ?? 0 });
  for (let next = open.pop(); next; next = open.pop()) {
    const slot = slots[next.slot];
    if (!slot) {
      yield { chosen: next.chosen, sum: next.sum };
      continue;
    }
    const after = next.slot + 1;
    const rest = (left: number) => bounds[after]?.[left] ?? 0;
    const left = most - next.chosen.length;
    open.push({ ...next, slot: after, bound: next.sum + rest(left) });
    if (left === 0) continue;
    for (const { choice, gain } of slot.choices) {
      const sum = next.sum + gain;
      open.push({ chosen: [...next.chosen, choice], sum, slot: after, bound: sum + rest(left - 1) });
    }
  }
}

/** `bounds[i][r]`: the most that slots `i` and later can add with `r` choices. */
function suffixBounds<Choice>(slots: readonly Slot<Choice>[], most: number): readonly (readonly number[])[] {
  const bests = slots.map((slot) => Math.max(0, ...slot.choices.map(({ gain }) => gain)));
  return [...bests, 0].map((_, from) => {
    const later = bests.slice(from).sort((a, b) => b - a);
    const sums = [0];
    for (let count = 1; count <= most; count++) sums.push((sums[count - 1] ?? 0) + (later[count - 1] ?? 0));
    return sums;
  });
}

/** A binary heap that gives back the item with the highest bound; among equals the one put in last. */
function createHeap<Item extends { readonly bound: number }>() {
  const items: { readonly item: Item; readonly order: number }[] = [];
  let order = 0;
  const before = (a: number, b: number) => {
    const [left, right] = [items[a], items[b]];
    if (!left || !right) return false;
    return left.item.bound > right.item.bound || (left.item.bound === right.item.bound && left.order > right.order);
  };
  const swap = (a: number, b: number) => {
    const [left, right] = [items[a], items[b]];
    if (left && right) [items[a], items[b]] = [right, left];
  };
  return {
    push(item: Item): void {
      items.push({ item, order: order++ });
      for (let at = items.length - 1; at > 0; ) {
        const parent = (at - 1) >> 1;
        if (!before(at, parent)) break;
        swap(at, parent);
        at = parent;
      }
    },
    pop(): Item | undefined {
      swap(0, items.length - 1);
      const top = items.pop();
      for (let at = 0; ; ) {
        const left = 2 * at + 1;
        const child = before(left + 1, left) ? left + 1 : left;
        if (!before(child, at)) break;
        swap(at, child);
        at = child;
      }
      return top?.item;
    },
  };
}
