import { chmod, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A folder of stand-ins for camera programs, and what the camera behind them sees. */
export interface FakePrograms {
  readonly ffmpeg: string;
  readonly v4l2Ctl: string;
  readonly rpicam: string;
  /** What is seen from now on. */
  offer(photo: Uint8Array): Promise<void>;
  /** The next picture breaks off in the middle. */
  offerHalf(photo: Uint8Array): Promise<void>;
  /** Makes or takes away a fault: `stall`, `unplugged`, `busy`. */
  fault(name: "stall" | "unplugged" | "busy", present: boolean): Promise<void>;
  setControls(controls: Readonly<Record<string, { value: number; default: number }>>): Promise<void>;
  controls(): Promise<Readonly<Record<string, { value: number }>>>;
  /** Arguments the program was last started with. */
  argumentsOf(program: "ffmpeg" | "rpicam"): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Makes executables with the names and flags of the real ones. */
export async function createFakePrograms(): Promise<FakePrograms> {
  const folder = await mkdtemp(join(tmpdir(), "wopr-fake-camera-"));
  const program = async (name: string, run: string) => {
    const path = join(folder, name);
    await writeFile(path, `#!/bin/sh\nexec ${run} '${folder}' "$@"\n`);
    await chmod(path, 0o755);
    return path;
  };
  const script = (file: string) => `'${fileURLToPath(new URL(`fakes/${file}`, import.meta.url))}'`;
  const node = `'${process.execPath}'`;
  const fault = async (name: string, present: boolean) => {
    if (present) await writeFile(join(folder, name), "");
    else await rm(join(folder, name), { force: true });
  };
  const put = async (name: string, bytes: Uint8Array) => {
    // Renamed into place: the stand-in reads all the time and must never see half of a file.
    await writeFile(join(folder, `${name}.new`), bytes);
    await rename(join(folder, `${name}.new`), join(folder, name));
  };
  return {
    ffmpeg: await program("ffmpeg", `${node} ${script("fake-ffmpeg.testing.ts")}`),
    v4l2Ctl: await program("v4l2-ctl", `${node} ${script("fake-v4l2-ctl.testing.ts")}`),
    rpicam: await program("rpicam-still", `/bin/sh ${script("fake-rpicam.sh")}`),
    async offer(photo) {
      await put("current.jpg", photo);
      await fault("stall", false);
    },
    offerHalf: (photo) => put("half.jpg", photo.subarray(0, photo.length >> 1)),
    fault,
    setControls: (controls) => put("controls.json", Buffer.from(JSON.stringify(controls))),
    controls: async () => JSON.parse(await readFile(join(folder, "controls.json"), "utf8")) as Record<string, never>,
    argumentsOf: async (name) => (await readFile(join(folder, `${name}-args.txt`), "utf8")).trimEnd().split("\n"),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
