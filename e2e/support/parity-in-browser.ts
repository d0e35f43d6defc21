import { decodeInBrowser } from "@wopr/vision/web";
import { type PairReading, type PhotoPair, readPair } from "./parity.ts";

/** The same with photos a browser fetches and decodes itself. */
export async function readPairInBrowser(before: string, after: string, pair: PhotoPair): Promise<PairReading> {
  const [a, b] = await Promise.all(
    [before, after].map(async (url) => decodeInBrowser(await (await fetch(url)).blob())),
  );
  return readPair(a!, b!, pair);
}
