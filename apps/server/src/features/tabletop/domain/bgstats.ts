import { type PackManifest, scoreSheet } from "@wopr/games";
import type { Folded } from "./fold.ts";

/** A play as BG Stats imports it; names as there. */
export interface BgStatsPlay {
  readonly sourceName: "WOPR";
  readonly sourcePlayId: string;
  /** Local time of the game's zone, `YYYY-MM-DD HH:MM:SS`. */
  readonly playDate: string;
  readonly durationMin: number;
  readonly location: string;
  readonly board: string;
  readonly comments: string;
  readonly game: {
    readonly name: string;
    readonly bggId: number;
    readonly highestWins: boolean;
    readonly noPoints: boolean;
    readonly sourceGameId: string;
  };
  readonly players: readonly {
    readonly name: string;
    readonly sourcePlayerId: string;
    readonly startPlayer: boolean;
    readonly rank: number;
    readonly role: string;
    readonly score: string;
    readonly winner: boolean;
  }[];
}

/** A game to be logged. */
export interface PlayedSession {
  readonly id: string;
  readonly createdAt: Date;
  readonly folded: Folded;
  readonly manifest: PackManifest;
}

/** A play log of a game, as far as it has come. */
export function bgStatsOf({ id, createdAt, folded, manifest }: PlayedSession): BgStatsPlay {
  const { header, table, moves, state } = folded;
  const began = moves[0]?.at ?? createdAt;
  const ended = moves.at(-1)?.at ?? began;
  const written = Array.isArray(header.result?.["players"])
    ? (header.result["players"] as readonly Readonly<Record<string, unknown>>[])
    : [];
  const sheet = scoreSheet(manifest, state, table);
  return {
    sourceName: "WOPR",
    sourcePlayId: id,
    playDate: localTime(began, header.timeZone),
    durationMin: Math.max(0, Math.round((ended.getTime() - began.getTime()) / 60_000)),
    location: "",
    board: "",
    comments: typeof header.result?.["reason"] === "string" ? header.result["reason"] : "",
    game: {
      name: manifest.title,
      bggId: manifest.bggId ?? 0,
      highestWins: manifest.score?.highestWins ?? true,
      noPoints: manifest.score === undefined,
      sourceGameId: manifest.id,
    },
    players: header.players.map(({ name, position, id: playerId }) => {
      const kept = written.find((line) => line["position"] === position);
      const line = sheet.find(({ seat }) => seat === position);
      const total = kept?.["total"] ?? line?.total ?? null;
      return {
        name,
        sourcePlayerId: playerId,
        startPlayer: position === Math.min(...header.players.map((player) => player.position)),
        rank: Number(kept?.["rank"] ?? 0),
        role: "",
        score: total === null ? "" : String(total),
        winner: kept?.["winner"] === true,
      };
    }),
  };
}

/** The address that opens BG Stats with a play. */
export const bgStatsLink = (play: BgStatsPlay): string =>
  `https://app.bgstatsapp.com/createPlay.html?data=${encodeURIComponent(JSON.stringify(play))}`;

function localTime(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? "00";
  return `${part("year")}-${part("month")}-${part("day")} ${part("hour")}:${part("minute")}:${part("second")}`;
}
