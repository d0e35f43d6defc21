import type { Client } from "@wopr/client";
import { type CameraWire, listCameras } from "@wopr/contracts";
import { CliErrors } from "../errors.ts";

/** Finds a camera by its name, slug or id. @throws {AppError} `cli.not_found` */
export async function findCamera(client: Client, wanted: string): Promise<CameraWire> {
  const { items } = await client.call(listCameras, {});
  const name = wanted.toLowerCase();
  const found = items.find(
    (camera) => camera.id === wanted || camera.slug === name || camera.name.toLowerCase() === name,
  );
  if (found) return found;
  const hint =
    items.length > 0
      ? `There are: ${items.map((camera) => camera.name).join(", ")}.`
      : 'Add one with "wopr camera add".';
  throw CliErrors.not_found({ what: "camera", wanted, hint });
}
