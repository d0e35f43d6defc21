import { createPreview, type Preview } from "@wopr/camera-drivers";
import type { Clock } from "@wopr/kernel";
import type { CameraSources } from "../camera-sources.ts";
import { CameraErrors } from "../errors.ts";
import { mountedOrientation } from "../photo/orientation.ts";
import { viewable } from "../photo/strip-metadata.ts";
import type { CameraRow } from "../store/cameras.ts";

/** Live pictures, only while somebody watches. */
export interface CameraPreviews {
  /**
   * Hands on small upright frames until the returned function is called.
   *
   * @throws {AppError} `camera.preview_unavailable` for cameras that send photos by themselves, and what opening throws.
   */
  watch(camera: CameraRow, onFrame: (jpeg: Uint8Array) => void): Promise<() => void>;
  /** Whether somebody watches a camera process. */
  wanted(cameraId: string): boolean;
  /** A frame of a camera process. @returns Whether somebody watches. */
  offer(camera: CameraRow, jpeg: Uint8Array): Promise<boolean>;
}

type Show = (jpeg: Uint8Array) => void;

/** @param onWanted Called when the first watcher of a camera process comes. */
export function createCameraPreviews(deps: {
  readonly sources: CameraSources;
  readonly clock: Clock;
  readonly onWanted: (camera: CameraRow) => Promise<void>;
}): CameraPreviews {
  const opened = new Map<string, { readonly of: object; readonly preview: Preview }>();
  const agents = new Map<string, Set<Show>>();
  const upright = async (camera: CameraRow, jpeg: Uint8Array) =>
    viewable(jpeg, "image/jpeg", mountedOrientation(1, camera));

  async function watchAgent(camera: CameraRow, onFrame: Show): Promise<() => void> {
    const watchers = agents.get(camera.id) ?? new Set<Show>();
    agents.set(camera.id, watchers);
    watchers.add(onFrame);
    if (watchers.size === 1) await deps.onWanted(camera);
    return () => {
      watchers.delete(onFrame);
      if (watchers.size === 0) agents.delete(camera.id);
    };
  }

  return {
    async watch(camera, onFrame) {
      if (camera.driver === "browser") throw CameraErrors.preview_unavailable({ camera: camera.name });
      if (camera.driver === "agent") return watchAgent(camera, onFrame);
      const source = await deps.sources.open(camera);
      const known = opened.get(camera.id);
      const current = known?.of === source ? known : { of: source, preview: createPreview(source, deps.clock) };
      opened.set(camera.id, current);
      return current.preview.watch((jpeg) => {
        upright(camera, jpeg).then(onFrame, () => undefined);
      });
    },

    wanted: (cameraId) => agents.has(cameraId),

    async offer(camera, jpeg) {
      const watchers = agents.get(camera.id);
      if (!watchers) return false;
      const shown = await upright(camera, jpeg);
      for (const show of watchers) show(shown);
      return true;
    },
  };
}
