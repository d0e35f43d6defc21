import type { CameraPort } from "./checks/cameras.ts";
import type { LookUp } from "./probes/guard.ts";

/** What is wrong with a camera. */
export type CameraFault = "good" | "black" | "frozen" | "hangs" | "busy";

/** Cameras by name, each with its fault; as the port of the real ones answers. */
export function createFakeCameras(
  faults: Readonly<Record<string, CameraFault>>,
): CameraPort & { tookMs(name: string): number } {
  const took = new Map<string, number>();
  const hanging = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
  const problems: Readonly<Partial<Record<CameraFault, string>>> = {
    black: "The picture is black.",
    frozen: "The picture has not changed.",
  };
  return {
    list: async () => Object.keys(faults).map((name) => ({ id: name, name })),
    async status(id, signal) {
      if (faults[id] === "hangs") return hanging(signal);
      const busy = faults[id] === "busy";
      return { status: busy ? "busy" : "ready", lastCapture: busy ? new Date() : null, detail: null };
    },
    async test(id) {
      const began = performance.now();
      const problem = problems[faults[id] ?? "good"];
      took.set(id, performance.now() - began);
      return { passed: problem === undefined, problems: problem === undefined ? [] : [problem] };
    },
    tookMs: (name) => took.get(name) ?? Number.POSITIVE_INFINITY,
  };
}

/** A resolver that knows these names and no others. */
export const addressBook =
  (names: Readonly<Record<string, readonly string[]>>): LookUp =>
  async (host) => {
    const found = names[host];
    if (!found) throw Object.assign(new Error(`${host} is not known`), { code: "ENOTFOUND" });
    return found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  };
