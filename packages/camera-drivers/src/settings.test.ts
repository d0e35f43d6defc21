import { expect, test } from "vitest";
import { parseDriverSettings } from "./settings.ts";

test("good settings become typed ones", () => {
  expect(parseDriverSettings("desk", "replay", { folder: "/photos" })).toEqual({ driver: "replay", folder: "/photos" });
  expect(parseDriverSettings("desk", "watch", { folder: "/photos", network: true })).toMatchObject({ network: true });
  expect(parseDriverSettings("desk", "http", { url: "http://cam.lan/s.jpg" })).toMatchObject({ driver: "http" });
});

test.each([
  ["replay", {}, ["folder is missing."]],
  [
    "watch",
    { folder: " ", network: "yes", colour: 1 },
    ["folder is missing.", "colour is no", "network is true or false."],
  ],
  ["http", { url: "cam" }, ["url is no address"]],
  ["http", { url: "file:///etc/passwd" }, ["must begin with http"]],
  ["http", { url: "http://me:secret@cam/" }, ["must not hold a user name or password"]],
  ["mjpeg", { url: "rtsp://cam/", burst: 0 }, ["must begin with http", "burst is a whole number from 1 to 10."]],
  ["rtsp", { url: "http://cam/", fps: 99 }, ["must begin with rtsp", "fps is a whole number from 1 to 60."]],
  ["rtsp", { url: "rtsp://me:secret@cam/" }, ["must not hold a user name or password"]],
  ["v4l2", { device: "/etc/passwd", width: 3840 }, ["device is the path of a camera", "height is a whole number"]],
  ["v4l2", { device: "/dev/../etc/x", power_line_hz: 55 }, ["device is the path", "power_line_hz is 50 or 60."]],
  ["rpicam", { camera: 9, delay_s: 99, lens: 1 }, ["camera is", "delay_s is", "lens is no setting"]],
] as const)("%s %j: everything that is wrong is said", (driver, settings, problems) => {
  try {
    parseDriverSettings("desk", driver, settings);
    expect.unreachable();
  } catch (failure) {
    expect(failure).toMatchObject({ code: "camera.settings_invalid", status: 422 });
    for (const problem of problems) expect((failure as Error).message).toContain(problem);
    expect((failure as Error).message).not.toContain("secret@");
  }
});
