/** One tap: this cell holds a piece of this player. */
export interface Sample {
  readonly player: number;
  readonly cell: string;
}

/** Taps with one more; the same tap again takes it back, another player's tap on the cell replaces it. */
export function toggled(samples: readonly Sample[], tap: Sample): readonly Sample[] {
  const others = samples.filter(({ cell }) => cell !== tap.cell);
  const again = samples.some(({ cell, player }) => cell === tap.cell && player === tap.player);
  return again ? others : [...others, tap];
}

/** Whose piece to tap next: the next player without a tap, else the one before. */
export function nextSeat(
  seats: readonly { readonly position: number }[],
  samples: readonly Sample[],
  current: number,
): number {
  const missing = seats.filter(({ position }) => samples.every(({ player }) => player !== position));
  return (missing.find(({ position }) => position > current) ?? missing[0])?.position ?? current;
}
