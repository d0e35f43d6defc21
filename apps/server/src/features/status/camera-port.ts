import { cameraStatus, listCameras, testCamera } from "@wopr/contracts";
import type { CameraPort } from "./checks/cameras.ts";
import type { AskInside } from "./trips.ts";

/** Cameras as anybody with a key sees them: by the published routes. */
export function createCameraPort(ask: AskInside): CameraPort {
  async function json(path: string, init: RequestInit): Promise<unknown> {
    const answer = await ask(path, init);
    const body = (await answer.json().catch(() => undefined)) as { readonly detail?: unknown } | undefined;
    if (answer.ok) return body;
    throw new Error(typeof body?.detail === "string" ? body.detail : `It answers with status ${answer.status}.`);
  }
  return {
    async list(signal) {
      const { items } = listCameras.response.parse(await json("/api/v1/cameras", { signal }));
      // A browser only sends pictures; it cannot be asked for one.
      return items.filter(({ driver }) => driver !== "browser").map(({ id, name }) => ({ id, name }));
    },
    async status(id, signal) {
      const answer = cameraStatus.response.parse(await json(`/api/v1/camera/status?camera_id=${id}`, { signal }));
      const { status, last_capture: last, detail } = answer;
      return { status, detail: detail ?? null, lastCapture: last === null ? null : new Date(last) };
    },
    async test(id, signal) {
      const answer = await json(`/api/v1/cameras/${id}/test`, { method: "POST", signal });
      const { passed, checks } = testCamera.response.parse(answer);
      return { passed, problems: checks.filter((check) => !check.passed).map(({ text }) => text) };
    },
  };
}
