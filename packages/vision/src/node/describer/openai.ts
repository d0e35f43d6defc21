import type { Secret } from "@wopr/kernel";
import { DescriberErrors } from "./errors.ts";
import { type Answer, type Exchanging, withRetry } from "./exchange.ts";
import { promptOf } from "./prompt.ts";
import { ANSWER_SCHEMA, firstObject, isRecord, parsed, readAnswer } from "./schema.ts";
import { type Describer, MOST_CROPS } from "./types.ts";

/** Where a server is, which model is asked, and with which key. */
export interface OpenAiOptions {
  readonly baseUrl: string;
  readonly model: string;
  readonly exchanging: Exchanging;
  /** Asked for with every request, so that a changed key is used at once. */
  readonly key?: () => Promise<Secret>;
}

/** A model behind the chat interface that many servers share. */
export function createOpenAiDescriber({ baseUrl, model, exchanging, key }: OpenAiOptions): Describer {
  const url = (path: string): string => `${baseUrl.replace(/\/+$/, "").replace(/\/v1$/, "")}${path}`;
  const headers = async (): Promise<Readonly<Record<string, string>>> =>
    key ? { authorization: `Bearer ${(await key()).reveal()}` } : {};

  async function names(signal?: AbortSignal): Promise<readonly string[]> {
    const answer = await exchanging({ method: "GET", url: url("/v1/models"), headers: await headers() }, signal);
    if (answer.status !== 200) throw DescriberErrors.refused({ status: answer.status });
    const body = parsed(answer.text);
    const listed = isRecord(body) && Array.isArray(body["data"]) ? body["data"] : [];
    return listed.flatMap((entry) => (isRecord(entry) && typeof entry["id"] === "string" ? [entry["id"]] : []));
  }

  return {
    async describe({ crops, proposal }, signal) {
      const sent = crops.slice(0, MOST_CROPS);
      const pictures = sent.flatMap(({ before, after }) => [before, after]);
      const chat = {
        model,
        messages: [
          {
            role: "user",
            content: [
              { type: "text", text: promptOf(sent, proposal) },
              ...pictures.map((bytes) => ({
                type: "image_url",
                image_url: { url: `data:image/jpeg;base64,${Buffer.from(bytes).toString("base64")}` },
              })),
            ],
          },
        ],
        temperature: 0,
        max_tokens: 600,
      };
      const format = { type: "json_schema", json_schema: { name: "description", strict: true, schema: ANSWER_SCHEMA } };
      const ask = async (body: unknown): Promise<Answer> =>
        withRetry(
          exchanging,
          { method: "POST", url: url("/v1/chat/completions"), headers: await headers(), body },
          signal,
        );
      let answer = await ask({ ...chat, response_format: format });
      // Servers that do not know response_format refuse it; then the prompt alone asks for JSON.
      if (answer.status === 400) answer = await ask(chat);
      if (answer.status === 404) throw DescriberErrors.model_missing({ model, installed: await names(signal) });
      if (answer.status !== 200) throw DescriberErrors.refused({ status: answer.status });
      return readAnswer(
        firstObject(contentOf(parsed(answer.text))),
        sent.map(({ cell }) => cell),
        model,
      );
    },

    async models(signal) {
      return (await names(signal)).map((name) => ({ name, vision: null }));
    },
  };
}

function contentOf(body: unknown): string {
  const choices = isRecord(body) ? body["choices"] : undefined;
  const first: unknown = Array.isArray(choices) ? choices[0] : undefined;
  const message = isRecord(first) ? first["message"] : undefined;
  const content = isRecord(message) ? message["content"] : undefined;
  if (typeof content !== "string") throw DescriberErrors.nonsense({ why: "it has no message" });
  return content;
}
