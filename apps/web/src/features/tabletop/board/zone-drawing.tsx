import type { BoardStateWire, PlayerWire } from "@wopr/contracts";
import type { BoardPoint, ZoneSpec, ZonesSpec } from "@wopr/games";
import { bySeat } from "../words.ts";
import { hexOf, inkOn, seatLetters } from "./colors.ts";
import { countIn } from "./zone-count.ts";
import styles from "./zones-board.module.css";

/** A board of zones as it was drawn on a photo: areas with their counts, tracks with where everybody is. */
export function ZoneDrawing(props: {
  readonly board: ZonesSpec;
  readonly state: BoardStateWire | undefined;
  readonly players: readonly PlayerWire[];
  readonly marked: ReadonlySet<string>;
}) {
  const { board, state, players, marked } = props;
  const height = 1000 / (board.aspect ?? 1);
  const place = ([x, y]: BoardPoint): BoardPoint => [x, (y * height) / 1000];
  return (
    <svg
      viewBox={`0 0 1000 ${height}`}
      className={styles["drawing"]}
      role="img"
      aria-label={`Board with ${board.zones.length} areas; the list below says what stands where`}
    >
      <rect className={styles["ground"]} width="1000" height={height} rx="14" />
      {board.zones.map((zone) => (
        <Zone key={zone.id} zone={zone} state={state} players={players} place={place} marked={marked.has(zone.id)} />
      ))}
    </svg>
  );
}

function Zone(props: {
  readonly zone: ZoneSpec;
  readonly state: BoardStateWire | undefined;
  readonly players: readonly PlayerWire[];
  readonly place: (at: BoardPoint) => BoardPoint;
  readonly marked: boolean;
}) {
  const { zone, state, players, place, marked } = props;
  if (zone.kind === "track") return <Track {...props} />;
  const polygon = zone.polygon?.map(place) ?? [];
  if (polygon.length < 3) return null;
  const [x, y] = middleOf(polygon);
  const counts = bySeat(players)
    .map((player) => ({ player, count: countIn(state, zone, player.position) }))
    .filter(({ count }) => count !== 0);
  return (
    <g data-marked={marked}>
      <polygon className={styles["area"]} points={polygon.map((at) => at.join(",")).join(" ")} />
      {counts.length === 0 ? (
        <text className={styles["label"]} x={x} y={y}>
          {zone.name}
        </text>
      ) : (
        counts.map(({ player, count }, i) => (
          <Stack
            key={player.position}
            player={player}
            players={players}
            text={zone.kind === "occupancy" && count === 1 ? undefined : String(count)}
            at={[x + (i - (counts.length - 1) / 2) * 46, y]}
          />
        ))
      )}
    </g>
  );
}

function Track({ zone, state, players, place, marked }: Parameters<typeof Zone>[0]) {
  const stops = zone.stops?.map(place) ?? [];
  if (stops.length === 0) return null;
  const seats = bySeat(players);
  return (
    <g data-marked={marked}>
      <polyline className={styles["track"]} points={stops.map((at) => at.join(",")).join(" ")} />
      {stops.map((at) => (
        <circle key={at.join(" ")} className={styles["stop"]} cx={at[0]} cy={at[1]} r="9" />
      ))}
      {seats.map((player) => {
        const step = Math.min(stops.length - 1, Math.max(0, countIn(state, zone, player.position)));
        const together = seats.filter((other) => countIn(state, zone, other.position) === step);
        const at = stops[step];
        const shift = together.indexOf(player) * 16;
        return at ? (
          <Stack key={player.position} player={player} players={players} text={undefined} at={[at[0] + shift, at[1]]} />
        ) : null;
      })}
    </g>
  );
}

/** A piece of a player with its letter; with a number where there are several. */
function Stack(props: {
  readonly player: PlayerWire;
  readonly players: readonly PlayerWire[];
  readonly text: string | undefined;
  readonly at: BoardPoint;
}) {
  const { player, players, text, at } = props;
  const fill = hexOf(player.color);
  const letter = seatLetters(players).get(player.position) ?? "";
  return (
    <g transform={`translate(${at[0]} ${at[1]})`}>
      <rect className={styles["piece"]} x="-19" y="-19" width="38" height="38" rx="8" fill={fill} />
      <text className={styles["pieceText"]} fill={inkOn(fill)}>
        {text ? `${letter}${text}` : letter}
      </text>
    </g>
  );
}

/** Middle of the corners: good enough for the areas people draw. */
const middleOf = (polygon: readonly BoardPoint[]): BoardPoint => [
  polygon.reduce((sum, [x]) => sum + x, 0) / polygon.length,
  polygon.reduce((sum, [, y]) => sum + y, 0) / polygon.length,
];
