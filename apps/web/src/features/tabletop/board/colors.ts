/** Colours of players as the screen shows them. */

const NAMED: Readonly<Record<string, string>> = {
  red: "#d2453f",
  blue: "#2f6fc4",
  green: "#3f9150",
  yellow: "#e3b321",
  orange: "#de7a26",
  purple: "#7d52b5",
  violet: "#7d52b5",
  pink: "#d9709f",
  white: "#f4f1ea",
  black: "#24272c",
  brown: "#8a5a37",
  grey: "#8a919b",
  gray: "#8a919b",
  teal: "#24908c",
  cyan: "#27a0b8",
  turquoise: "#2fa79b",
  lime: "#93b92c",
  gold: "#c99a1c",
  silver: "#b4bac3",
};

/** Colours offered for a new game, in the order seats take them. */
export const OFFERED_COLORS = [
  "blue",
  "red",
  "green",
  "yellow",
  "purple",
  "orange",
  "white",
  "black",
  "teal",
  "pink",
] as const;

/** `#rrggbb` of a colour name or code; grey for a name nobody knows. */
export function hexOf(color: string): string {
  const named = NAMED[color.trim().toLowerCase()];
  if (named) return named;
  return /^#[0-9a-f]{6}$/i.test(color.trim()) ? color.trim().toLowerCase() : "#8a919b";
}

/** Black or white, whichever can be read on the colour (WCAG relative luminance). */
export function inkOn(hex: string): "#0d0d0d" | "#ffffff" {
  const [r, g, b] = [1, 3, 5].map((at) => linear(Number.parseInt(hex.slice(at, at + 2), 16) / 255)) as [
    number,
    number,
    number,
  ];
  const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.053 ? "#ffffff" : "#0d0d0d";
}

const linear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

/**
 * A letter per seat that doubles the colour: first letter of the colour's name or the player's name, the seat's number
 * where two would share one.
 */
export function seatLetters(
  players: readonly { readonly position: number; readonly name: string; readonly color: string }[],
): ReadonlyMap<number, string> {
  const first = (player: (typeof players)[number]) =>
    (/^[a-z]/i.test(player.color) ? player.color : player.name).trim().charAt(0).toUpperCase();
  const counts = new Map<string, number>();
  for (const player of players) counts.set(first(player), (counts.get(first(player)) ?? 0) + 1);
  return new Map(
    players.map((player) => [
      player.position,
      counts.get(first(player)) === 1 ? first(player) : String(player.position),
    ]),
  );
}
