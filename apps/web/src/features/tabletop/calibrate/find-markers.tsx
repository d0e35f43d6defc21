import { Button } from "@mantine/core";
import { IconPrinter, IconQrcode } from "@tabler/icons-react";
import { boardOfMarkers, detectMarkers } from "@wopr/vision";
import { decodeInBrowser } from "@wopr/vision/web";
import { useState } from "react";
import { sayFailed } from "../../../ui/toast.tsx";
import { saveBlob } from "../share/save-blob.ts";
import type { Corners, Size } from "./corners.ts";

/** Markers at the four corners, from the upper left clockwise. */
const IDS = [0, 1, 2, 3] as const;
/** Small markers need the pixels there are. */
const LONG_SIDE = 4096;

/** Finds the printed markers 0 to 3 at the corners of the board, here in the browser, and offers the corners they give. */
export function FindMarkers(props: {
  readonly url: string;
  readonly size: Size;
  readonly found: (corners: Corners) => void;
}) {
  const { url, size, found } = props;
  const [busy, setBusy] = useState(false);
  const [says, setSays] = useState<string>();
  const find = async () => {
    setBusy(true);
    setSays(undefined);
    try {
      setSays(await look(url, size, found));
    } catch {
      setSays("The picture could not be read here. Drag the corners by hand.");
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button
        variant="default"
        loading={busy}
        leftSection={<IconQrcode size={20} aria-hidden />}
        onClick={() => void find()}
      >
        Find markers
      </Button>
      <Button
        variant="subtle"
        color="gray"
        leftSection={<IconPrinter size={20} aria-hidden />}
        onClick={() => void printSheet().catch(sayFailed)}
      >
        Print markers
      </Button>
      {says ? (
        <span className="muted small" role="status">
          {says}
        </span>
      ) : null}
    </>
  );
}

async function look(url: string, size: Size, found: (corners: Corners) => void): Promise<string> {
  const image = await decodeInBrowser(await (await fetch(url)).blob(), { longSidePx: LONG_SIDE });
  const k = size.width / (image.width * image.scale);
  let problem = "";
  for (const family of ["aruco4x4", "apriltag36h11"] as const) {
    const board = boardOfMarkers(detectMarkers(image, { family, ids: IDS }), IDS);
    if (!board.ok) {
      problem ||= board.text;
      continue;
    }
    const [a, b, c, d] = board.corners.map(([x, y]) => [x * k, y * k] as const) as unknown as Corners;
    found([a, b, c, d]);
    return board.missing.length === 0
      ? "All four markers were found."
      : `Marker ${board.missing.join(", ")} was not found; its corner follows from the others, so check it.`;
  }
  return problem;
}

/** Four pages in true size; each says where its marker lies. */
async function printSheet(): Promise<void> {
  const { markerSheetPdf } = await import("@wopr/vision/workshop");
  const pdf = markerSheetPdf({ family: "aruco4x4", ids: IDS, sizeMm: 40 });
  saveBlob(new Blob([new Uint8Array(pdf)], { type: "application/pdf" }), "wopr-markers.pdf");
}
