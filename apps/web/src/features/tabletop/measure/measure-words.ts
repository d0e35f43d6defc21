import type { PlayerWire, StateWire } from "@wopr/contracts";
import { playerLabel } from "../words.ts";

/** "138 ± 4 mm"; the error bar is two standard deviations and never below a millimetre. */
export const lengthText = (mm: number, sigmaMm: number): string =>
  `${Math.round(mm)} ± ${Math.max(1, Math.ceil(2 * sigmaMm))} mm`;

/** Bases of a table as choices: id and whose it is. */
export const baseNames = (
  state: StateWire,
  players: readonly PlayerWire[],
): readonly { readonly value: string; readonly label: string }[] =>
  (state.board_state.pieces ?? []).flatMap(({ id, type, player }) =>
    id === undefined
      ? []
      : [{ value: id, label: `${playerLabel(players, player)}: ${id} (${type.replaceAll("_", " ")})` }],
  );
