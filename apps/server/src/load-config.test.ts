import { inspect } from "node:util";
import { expect, test } from "vitest";
import { loadServerConfig } from "./load-config.ts";

test("nothing needs to be set: everything is in ./data and on port 3100 of this machine", () => {
  expect(loadServerConfig({}, "/home/ada")).toMatchObject({
    port: 3100,
    host: "127.0.0.1",
    dataDir: "/home/ada/data",
    publicUrl: "http://localhost:3100",
    database: { kind: "embedded", dir: "/home/ada/data" },
    media: { root: "/home/ada/data/media", create: true },
    corsOrigins: [],
  });
});

test("every wrong variable is named at once", () => {
  const wrong = {
    WOPR_PORT: "eighty",
    WOPR_DATABASE_URL: "mysql://x",
    WOPR_SIGNING_KEY: "short",
    WOPR_FEATURES_OFF: "tabletop,identity",
    WOPR_TRUSTED_PROXIES: "10.0.0.0/8 proxy",
    API_CORS_ORIGINS: "*",
  };
  const message = (() => {
    try {
      loadServerConfig(wrong, "/");
      return "";
    } catch (error) {
      return String(error);
    }
  })();
  for (const name of Object.keys(wrong)) expect(message).toContain(`  ${name}: `);
  expect(message).toContain("postgres://user:password@host/name");
  expect(message).toContain("at least 32 characters");
});

test("secrets cannot be printed", () => {
  const config = loadServerConfig(
    { WOPR_DATABASE_URL: "postgres://wopr:canary@db/wopr", WOPR_SIGNING_KEY: `canary${"x".repeat(40)}` },
    "/",
  );
  expect(`${inspect(config, { depth: 9 })}${JSON.stringify(config)}`).not.toContain("canary");
  expect(config.database.kind === "postgres" && config.database.url.reveal()).toContain("canary");
});

test("names of the sources count where ours are absent", () => {
  const source = {
    NAS_MOUNT_PATH: "/mnt/nas",
    API_CORS_ORIGINS: "http://localhost:3000, https://app.example",
    CAMERA_URL: "http://pi:5000",
    OLLAMA_URL: "http://gpu:11434",
    OLLAMA_MODEL: "llava",
    IMAGE_BASE_URL: "https://img.example",
  };
  expect(loadServerConfig(source, "/")).toMatchObject({
    media: { root: "/mnt/nas", create: false },
    corsOrigins: ["http://localhost:3000", "https://app.example"],
    tabletop: { cameraUrl: "http://pi:5000", ollamaUrl: "http://gpu:11434", ollamaModel: "llava" },
  });
  const both = loadServerConfig({ ...source, WOPR_MEDIA_DIR: "m", WOPR_CORS_ORIGINS: "https://w.example/" }, "/srv");
  expect(both).toMatchObject({ media: { root: "/srv/m" }, corsOrigins: ["https://w.example"] });
});

test("an empty variable is an absent one", () => {
  expect(loadServerConfig({ WOPR_PORT: "", WOPR_DATABASE_URL: "" }, "/").port).toBe(3100);
});
