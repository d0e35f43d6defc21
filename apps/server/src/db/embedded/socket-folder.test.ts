import { chmod, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeSocketFolder, socketFolderOf } from "./socket-folder.ts";

describe("socketFolderOf", () => {
  test("is inside the data folder where that is short enough", () => {
    expect(socketFolderOf("/srv/wopr", "/tmp")).toBe("/srv/wopr/postgres-socket");
  });

  test("is a short folder of its own where it is not", () => {
    const far = `/home/${"a-long-name/".repeat(10)}data`;
    expect(socketFolderOf(far, "/tmp")).toMatch(/^\/tmp\/wopr-[0-9a-f]{12}$/);
    expect(socketFolderOf(far, "/tmp")).not.toBe(socketFolderOf(`${far}2`, "/tmp"));
  });

  test("gives a socket path of at most 103 bytes for every folder, and always the same one", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300, unit: "grapheme" }), fc.string({ maxLength: 300 }), (data, temporary) => {
        const folder = socketFolderOf(`/${data}`, `/${temporary}`);
        expect(Buffer.byteLength(`${folder}/.s.PGSQL.5432`)).toBeLessThanOrEqual(103);
        expect(socketFolderOf(`/${data}`, `/${temporary}`)).toBe(folder);
      }),
    );
  });
});

describe("makeSocketFolder", () => {
  let parent: string;
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), "wopr-socket-"));
  });
  afterEach(() => rm(parent, { recursive: true }));

  test("makes a private folder, and is content with the one it made", async () => {
    await makeSocketFolder(join(parent, "s"), undefined);
    await makeSocketFolder(join(parent, "s"), undefined);
  });

  test("refuses a folder others can enter", async () => {
    await mkdir(join(parent, "s"));
    await chmod(join(parent, "s"), 0o755);
    await expect(makeSocketFolder(join(parent, "s"), undefined)).rejects.toMatchObject({
      code: "database.socket_folder_taken",
    });
  });

  test("refuses a link somebody put in its place", async () => {
    await mkdir(join(parent, "elsewhere"), { mode: 0o700 });
    await symlink(join(parent, "elsewhere"), join(parent, "s"));
    await expect(makeSocketFolder(join(parent, "s"), undefined)).rejects.toMatchObject({
      code: "database.socket_folder_taken",
    });
  });
});
