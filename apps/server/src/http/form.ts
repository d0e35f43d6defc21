import { MultipartParseError, parseMultipart } from "@remix-run/multipart-parser";
import type { Context } from "hono";
import type { HttpEnv } from "./env.ts";
import { PlatformErrors } from "./errors.ts";

/** One file of a form. */
export interface FormFile {
  readonly name: string;
  /** As the sender calls it; never to be used as a path. */
  readonly fileName: string;
  readonly mediaType: string | undefined;
  readonly bytes: Uint8Array;
}

/** A form as it was sent; of fields and files of the same name the last counts. */
export interface Form {
  readonly fields: ReadonlyMap<string, string>;
  readonly files: ReadonlyMap<string, FormFile>;
}

const MAX_PARTS = 100;

/**
 * The `multipart/form-data` body of a request (RFC 7578). Its size is limited before (body-limit.ts).
 *
 * @throws {AppError} `platform.invalid_request` when it has no boundary, ends too early or has more than 100 parts.
 */
export async function readForm(c: Context<HttpEnv>): Promise<Form> {
  const boundary = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(c.req.header("content-type") ?? "");
  const fields = new Map<string, string>();
  const files = new Map<string, FormFile>();
  try {
    const body = new Uint8Array(await c.req.arrayBuffer());
    const limits = { maxFileSize: body.length, maxTotalSize: body.length, maxParts: MAX_PARTS };
    for (const part of parseMultipart(body, { boundary: boundary?.[1] ?? boundary?.[2] ?? "", ...limits })) {
      const name = part.name ?? "";
      if (!part.isFile) fields.set(name, part.text);
      else {
        // One piece is a view of the body; asking for its bytes would copy them.
        const bytes = part.content.length === 1 ? part.content[0]! : part.bytes;
        files.set(name, { name, fileName: part.filename ?? "", mediaType: part.mediaType, bytes });
      }
    }
  } catch (cause) {
    if (!(cause instanceof MultipartParseError)) throw cause;
    const detail = `is not a form of at most ${MAX_PARTS} parts: its boundary is missing or it ends too early`;
    throw PlatformErrors.invalid_request({ problems: [{ at: "", detail }] }, { cause });
  }
  return { fields, files };
}
