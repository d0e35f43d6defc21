import { expect, test } from "vitest";
import { loadCameraConfig } from "./load-config.ts";

const env = { WOPR_CAMERA_DRIVER: "replay", WOPR_CAMERA_FOLDER: "/photos" };

test("a driver is enough: loopback, port 5000, 2 GiB, no server", () => {
  expect(loadCameraConfig(env)).toEqual({
    name: "camera",
    driver: { driver: "replay", folder: "/photos" },
    http: { host: "127.0.0.1", port: 5000, token: undefined },
    dataDir: "./camera-data",
    spoolLimitBytes: 2 * 1024 ** 3,
    server: undefined,
  });
});

test("every wrong variable is named, not only the first", () => {
  const wrong = { ...env, WOPR_CAMERA_PORT: "nine", WOPR_CAMERA_TOKEN: "short", WOPR_SERVER_URL: "ftp://x" };
  for (const name of ["WOPR_CAMERA_PORT", "WOPR_CAMERA_TOKEN", "WOPR_SERVER_URL"])
    expect(() => loadCameraConfig(wrong)).toThrow(name);
});

test("a server needs a key and the id of the camera", () => {
  const half = { ...env, WOPR_SERVER_URL: "http://wopr.lan:3100" };
  expect(() => loadCameraConfig(half)).toThrow(/WOPR_API_KEY[\s\S]*WOPR_CAMERA_ID/);
});

test("secrets of the configuration cannot be printed", () => {
  const id = "0190b3b4-0000-7000-8000-000000000001";
  const whole = { ...env, WOPR_SERVER_URL: "http://wopr.lan", WOPR_API_KEY: "wopr_secret", WOPR_CAMERA_ID: id };
  expect(JSON.stringify(loadCameraConfig(whole))).not.toContain("wopr_secret");
});

test.each([
  [
    "v4l2",
    { WOPR_CAMERA_DEVICE: "/dev/video0", WOPR_CAMERA_SIZE: "1920x1080", WOPR_CAMERA_MAINS_HZ: "50" },
    { size: [1920, 1080], powerLineHz: 50 },
  ],
  ["rpicam", { WOPR_CAMERA_BURST: "3", WOPR_CAMERA_DELAY_S: "0" }, { index: 0, burst: 3, delayS: 0 }],
  ["rtsp", { WOPR_CAMERA_URL: "rtsp://cam.lan/1", WOPR_CAMERA_FPS: "5" }, { framesPerSecond: 5, burst: 5 }],
  ["mjpeg", { WOPR_CAMERA_URL: "http://cam.lan/v" }, { delayS: 2 }],
] as const)("the driver %s is set by variables of its own", (driver, own, expected) => {
  expect(loadCameraConfig({ ...own, WOPR_CAMERA_DRIVER: driver }).driver).toMatchObject({ driver, ...expected });
});

test("a webcam without a device names the variable", () => {
  expect(() => loadCameraConfig({ WOPR_CAMERA_DRIVER: "v4l2" })).toThrow("WOPR_CAMERA_DEVICE");
});
