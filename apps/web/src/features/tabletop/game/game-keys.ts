import type { ProposalWire } from "@wopr/contracts";
import type { KeyBinding } from "../../../app/keys.tsx";
import type { ProposalActions } from "./proposal-card.tsx";
import { isPageAnswer, otherMoves } from "./proposal-words.ts";

/** What lies over the board. */
export interface BoardLayer {
  readonly photo: boolean;
  readonly grid: boolean;
  readonly heat: boolean;
}

/** The keys of the game page (tabletop.md 8). */
export function gameKeys(page: {
  readonly playing: boolean;
  readonly busy: boolean;
  readonly proposal: ProposalWire | null;
  readonly layer: BoardLayer;
  readonly setLayer: (layer: BoardLayer) => void;
  readonly shoot: () => void;
  readonly actions: ProposalActions;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly history: () => void;
  readonly compare: () => void;
}): readonly KeyBinding[] {
  const { playing, busy, proposal, layer, setLayer, shoot, actions } = page;
  const { acts } = actions;
  const agreeable = proposal !== null && (proposal.outcome === "sure" || proposal.outcome === "setup");
  const alternative = (index: number): KeyBinding => ({
    key: String(index + 1),
    text: `Agree to alternative ${index + 1}, or give answer ${index + 1}`,
    off: !playing || acts.busy || choose(proposal, index) === undefined,
    run: () => {
      const how = choose(proposal, index);
      if (proposal && how) acts.agree(proposal, how).catch(() => {});
    },
  });
  return [
    { key: "Space", text: "Take a photo", run: shoot, off: !playing || busy },
    {
      key: "Enter",
      text: "Agree",
      off: !agreeable || !playing || acts.busy,
      run: () => {
        if (proposal) acts.agree(proposal).catch(() => {});
      },
    },
    alternative(0),
    alternative(1),
    alternative(2),
    { key: "e", text: "Enter or change the move", run: actions.change, off: !playing },
    { key: "u", text: "Undo", run: acts.undo, off: !page.canUndo || acts.busy },
    { key: "Shift+U", text: "Redo", run: acts.redo, off: !page.canRedo || acts.busy },
    { key: "ArrowLeft", text: "Step back in the history", run: page.history },
    { key: "c", text: "Compare the last two photos", run: page.compare },
    { key: "g", text: "Grid on or off", run: () => setLayer({ ...layer, grid: !layer.grid }) },
    { key: "h", text: "Heat on or off", run: () => setLayer({ ...layer, photo: true, heat: !layer.heat }) },
  ];
}

/** What a number key means: the answer of a single question, else an alternative. */
function choose(proposal: ProposalWire | null, index: number) {
  if (!proposal) return undefined;
  const [question, ...others] = proposal.questions;
  if (question && others.length === 0) {
    const option = question.options[index];
    return option && !isPageAnswer(option.value) ? { answers: { [question.id]: option.value } } : undefined;
  }
  const alternative = otherMoves(proposal)[index];
  if (!alternative) return undefined;
  const { text: _text, ...move } = alternative.move;
  return { move };
}
