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
        <Outline key={zone.id} zone={zone} place={place} marked={marked.has(zone.id)} />
      ))}
      {board.zones.map((zone) => (
        <Pieces key={zone.id} zone={zone} state={state} players={players} place={place} />
      ))}
    </svg>
  );
}

type Place = (at: BoardPoint) => BoardPoint;

/** Where a zone lies; all outlines are below all pieces. */
function Outline(props: { readonly zone: ZoneSpec; readonly place: Place; readonly marked: boolean }) {
  const { zone, place, marked } = props;
  const places = (zone.kind === "track" ? zone.stops : zone.polygon)?.map(place) ?? [];
  const points = places.map((at) => at.join(",")).join(" ");
  if (zone.kind !== "track")
    return places.length < 3 ? null : (
      <g data-marked={marked}>
        <polygon className={styles["area"]} points={points} />
      </g>
    );
  return (
    <g data-marked={marked}>
      <polyline className={styles["track"]} points={points} />
      {places.map((at) => (
        <circle key={at.join(" ")} className={styles["stop"]} cx={at[0]} cy={at[1]} r="9" />
      ))}
    </g>
  );
}

interface PiecesProps {
  readonly zone: ZoneSpec;
  readonly state: BoardStateWire | undefined;
  readonly players: readonly PlayerWire[];
  readonly place: Place;
}

/** What stands in a zone, or its name where nothing does. */
function Pieces(props: PiecesProps) {
  const { zone, state, players, place } = props;
  if (zone.kind === "track") return <Steps {...props} />;
  const polygon = zone.polygon?.map(place) ?? [];
  if (polygon.length < 3) return null;
  const [x, y] = middleOf(polygon);
  const counts = bySeat(players)
    .map((player) => ({ player, count: countIn(state, zone, player.position) }))
    .filter(({ count }) => count !== 0);
  if (counts.length === 0)
    return (
      <text className={styles["label"]} x={x} y={y}>
        {zone.name}
      </text>
    );
  return counts.map(({ player, count }, i) => (
    <Stack
      key={player.position}
      player={player}
      players={players}
      text={zone.kind === "occupancy" && count === 1 ? undefined : String(count)}
      at={[x + (i - (counts.length - 1) / 2) * 46, y]}
    />
  ));
}

/** Where everybody is on a track; who shares a stop stands side by side. */
function Steps({ zone, state, players, place }: PiecesProps) {
  const stops = zone.stops?.map(place) ?? [];
  const seats = bySeat(players);
  const stepOf = (seat: number) => Math.min(stops.length - 1, Math.max(0, countIn(state, zone, seat)));
  return seats.map((player) => {
    const step = stepOf(player.position);
    const together = seats.filter(({ position }) => stepOf(position) === step);
    const at = stops[step];
    const shift = together.indexOf(player) * 16;
    return at ? (
      <Stack key={player.position} player={player} players={players} text={undefined} at={[at[0] + shift, at[1]]} />
    ) : null;
  });
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
