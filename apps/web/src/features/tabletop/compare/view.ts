/** What part of a picture is shown: scale ≥ 1 and shift in shares of the stage. */
export interface View {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** The whole picture. */
export const NO_ZOOM: View = { scale: 1, x: 0, y: 0 };

const MOST = 16;

/** A view `factor` times as close, with the point `at` (shares of the stage) staying where it is. */
export function zoomed(view: View, factor: number, at: readonly [number, number]): View {
  const scale = Math.min(MOST, Math.max(1, view.scale * factor));
  const grown = scale / view.scale;
  return inside({ scale, x: at[0] - (at[0] - view.x) * grown, y: at[1] - (at[1] - view.y) * grown });
}

/** A view moved by shares of the stage. */
export const panned = (view: View, [dx, dy]: readonly [number, number]): View =>
  inside({ ...view, x: view.x + dx, y: view.y + dy });

/** Never shows anything but picture. */
function inside({ scale, x, y }: View): View {
  const least = 1 - scale;
  return { scale, x: Math.min(0, Math.max(least, x)), y: Math.min(0, Math.max(least, y)) };
}
