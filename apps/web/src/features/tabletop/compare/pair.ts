import type { CaptureLineWire } from "@wopr/contracts";

/** Photos that can be compared: those that are there, the second and later ones of one label with a number. */
export function comparable(captures: readonly CaptureLineWire[]): CaptureLineWire[] {
  const seen = new Map<string, number>();
  return captures
    .filter(({ status }) => status === "stored")
    .map((capture) => {
      const count = (seen.get(capture.label) ?? 0) + 1;
      seen.set(capture.label, count);
      return count === 1 ? capture : { ...capture, label: `${capture.label} (${count})` };
    });
}

/** The two photos asked for; where none are, the newest agreed one and the one before it. */
export function pairOf(
  photos: readonly CaptureLineWire[],
  asked: { readonly left?: string; readonly right?: string },
): { readonly left: string; readonly right: string } | undefined {
  const known = (id: string | undefined) => photos.find((photo) => photo.id === id)?.id;
  const good = photos.filter(({ move, outcome }) => move !== null || outcome === "setup");
  const usable = good.length >= 2 ? good : photos;
  const right = known(asked.right) ?? usable.at(-1)?.id;
  const left = known(asked.left) ?? usable.findLast(({ id }) => id !== right)?.id;
  return left && right ? { left, right } : undefined;
}
