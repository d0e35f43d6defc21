import { AppError } from "@wopr/kernel";
import fc from "fast-check";
import { Hono } from "hono";
import { expect, test } from "vitest";
import type { HttpEnv } from "./env.ts";
import { type Form, readForm } from "./form.ts";

async function formOf(request: Request): Promise<Form> {
  const app = new Hono<HttpEnv>();
  let form: Form | undefined;
  let failure: unknown;
  app.onError((error, c) => {
    failure = error;
    return c.text("failed", 500);
  });
  app.post("/", async (c) => {
    form = await readForm(c);
    return c.text("read");
  });
  await app.fetch(request);
  if (failure) throw failure;
  return form!;
}

const post = (body: FormData | string, type?: string) =>
  new Request("http://localhost/", { method: "POST", body, ...(type ? { headers: { "content-type": type } } : {}) });

test("every form that a browser encodes is read back: bytes, names and texts", async () => {
  const texts = fc.string({ unit: "grapheme", maxLength: 50 });
  const photo = fc.uint8Array({ maxLength: 5_000 });
  await fc.assert(
    fc.asyncProperty(texts, photo, async (notes, bytes) => {
      const sent = new FormData();
      sent.set("notes", notes);
      sent.set("image", new Blob([bytes], { type: "image/jpeg" }), 'Foto mit Ä und " .jpg');
      const { fields, files } = await formOf(post(sent));
      // Browsers send line ends of texts as CR LF (HTML, 4.10.21.8).
      expect(fields.get("notes")).toBe(notes.replaceAll(/\r\n|\r|\n/g, "\r\n"));
      expect(files.get("image")).toMatchObject({ mediaType: "image/jpeg", bytes });
    }),
  );
});

test.each([
  ["no boundary", post("--x\r\n\r\n--x--", "multipart/form-data")],
  [
    "no end",
    post(
      '--x\r\ncontent-disposition: form-data; name="image"; filename="a"\r\n\r\nabc',
      "multipart/form-data; boundary=x",
    ),
  ],
  ["no form", post("hello", "multipart/form-data; boundary=x")],
])("a form with %s is refused with a sentence", async (_, request) => {
  const error = await formOf(request).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AppError);
  expect(error).toMatchObject({ code: "platform.invalid_request" });
});

test("more parts than a form has are refused", async () => {
  const sent = new FormData();
  for (let n = 0; n <= 100; n += 1) sent.append(`field ${n}`, "x");
  await expect(formOf(post(sent))).rejects.toMatchObject({ code: "platform.invalid_request" });
});

test("nothing at all is a form without parts", async () => {
  const { fields, files } = await formOf(post("", "multipart/form-data; boundary=x"));
  expect([fields.size, files.size]).toEqual([0, 0]);
});
