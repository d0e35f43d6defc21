/** Sample games that are shipped with their photos. For Node only. */
import { readFile } from "node:fs/promises";
import type { Seat, SimpleMove } from "./types.ts";

/** A shipped sample: its id is the name of its folder. */
export interface Sample {
  readonly id: "garden" | "chess" | "council" | "skirmish";
  /** Ends with `/`; holds the photos, `sample.json` and `truth.json`. */
  readonly folder: URL;
}

/** One photo of a sample, in the order they were taken. */
export interface SamplePhoto {
  readonly file: string;
  /** What the photo is there to show: a hand is refused, a question is asked, a bump is read all the same. */
  readonly about: "setup" | "move" | "hand" | "question" | "bump";
  /** Whose move it shows; null for the set-up. */
  readonly player: Seat | null;
  /** Names of the cells that got a tile since the agreed photo before. */
  readonly placed: readonly string[];
  /** The ply it shows, in a game of chess: `e2e4`. */
  readonly uci?: string;
  /** Changes of counts and tracks since the agreed photo before, on a board of zones. */
  readonly changes?: readonly SimpleMove[];
  /** Where bases stand that moved since the agreed photo before, millimetres, on a table. */
  readonly bases?: readonly { readonly id: string; readonly x: number; readonly y: number }[];
  /** Shown beside the photo; null for none. */
  readonly hint: string | null;
}

/** `sample.json`; names as in the file. */
export interface SampleSpec {
  readonly id: Sample["id"];
  readonly title: string;
  readonly about: string;
  /** Body of `POST /games`. */
  readonly game: {
    readonly name: string;
    readonly game_type: string;
    readonly players: readonly {
      readonly name: string;
      readonly position: Seat;
      readonly color: string;
      readonly kind: "human" | "bot";
    }[];
    readonly pack_options: Readonly<Record<string, unknown>>;
  };
  /** Size of every photo in pixels. */
  readonly image: { readonly width: number; readonly height: number };
  /** Outer edge of the cells in the first photo, TL TR BR BL, pixels. */
  readonly corners: readonly [SamplePoint, SamplePoint, SamplePoint, SamplePoint];
  /** Cells of the first photo to learn the players' colours from. */
  readonly palette: readonly { readonly player: Seat; readonly cell: string }[];
  /** What lies on the board in the first photo. */
  readonly start: readonly { readonly cell: string; readonly player: Seat; readonly piece: string }[];
  readonly photos: readonly SamplePhoto[];
  /** Three sentences for somebody who has never seen this before. */
  readonly hints: readonly string[];
}

/** `[x, y]` in pixels of the photo. */
export type SamplePoint = readonly [number, number];

const sampleCalled = (id: Sample["id"]): Sample => ({ id, folder: new URL(`../samples/${id}/`, import.meta.url) });

const SAMPLES: readonly Sample[] = [
  sampleCalled("garden"),
  sampleCalled("chess"),
  sampleCalled("council"),
  sampleCalled("skirmish"),
];

/** All shipped samples, the one for newcomers first. */
export const listSamples = (): readonly Sample[] => SAMPLES;

/** The sample of an id, null for one that is not shipped. */
export const findSample = (id: string): Sample | null => SAMPLES.find((sample) => sample.id === id) ?? null;

/** Reads `sample.json` of a shipped sample. Rejects only when the installation is damaged. */
export async function loadSample(sample: Sample): Promise<SampleSpec> {
  return JSON.parse(await readFile(new URL("sample.json", sample.folder), "utf8")) as SampleSpec;
}
