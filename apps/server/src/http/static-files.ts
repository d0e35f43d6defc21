import { readdir, readFile, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { gzip as gzipCallback } from "node:zlib";
import { etagOf } from "./mount.ts";

const gzip = promisify(gzipCallback);

/** A file of the web app, ready to be sent. */
export interface StaticFile {
  readonly type: string;
  readonly etag: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Absent where packing gains nothing. */
  readonly gzipped: Uint8Array<ArrayBuffer> | undefined;
  /** The name holds a hash of the content, so it can be kept for ever. */
  readonly immutable: boolean;
}

/** Files of one folder by their path, e.g. `/assets/index-1a2b3c.js`. */
export interface StaticFiles {
  /** @returns `undefined` when there is no such file. Paths that lead out of the folder are no files. */
  find(path: string): Promise<StaticFile | undefined>;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".webmanifest": "application/manifest+json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
  ".txt": "text/plain; charset=utf-8",
};
const PACKED = /^(text\/|application\/(json|manifest|wasm)|image\/svg)/;
const HASHED = /^\/assets\/.*-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/;

/**
 * Files of a folder, read when first asked for and kept; a changed file is read again. The folder is listed, and only
 * what the list holds is served.
 */
export function createStaticFiles(folder: string): StaticFiles {
  let listed: Promise<ReadonlySet<string>> | undefined;
  const kept = new Map<string, { readonly changedMs: number; readonly file: StaticFile }>();

  async function list(): Promise<ReadonlySet<string>> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    const files = entries.filter((entry) => entry.isFile());
    return new Set(files.map((file) => join(file.parentPath, file.name).slice(folder.length).replaceAll("\\", "/")));
  }

  async function load(path: string): Promise<StaticFile> {
    const bytes = new Uint8Array(await readFile(join(folder, path)));
    const type = TYPES[extname(path)] ?? "application/octet-stream";
    const packed = PACKED.test(type) && bytes.byteLength > 1024 ? new Uint8Array(await gzip(bytes)) : undefined;
    return { type, bytes, gzipped: packed, etag: etagOf(bytes), immutable: HASHED.test(path) };
  }

  return {
    async find(path) {
      listed ??= list();
      if (!(await listed).has(path)) {
        // Built anew since the folder was listed? Only a path that looks like a file is worth looking for.
        if (extname(path) === "") return undefined;
        listed = list();
        if (!(await listed).has(path)) return undefined;
      }
      const found = await stat(join(folder, path)).catch(() => undefined);
      if (!found) return undefined;
      const known = kept.get(path);
      if (known?.changedMs === found.mtimeMs) return known.file;
      const file = await load(path);
      kept.set(path, { changedMs: found.mtimeMs, file });
      return file;
    },
  };
}
