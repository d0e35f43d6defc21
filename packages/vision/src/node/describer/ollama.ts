import { DescriberErrors } from "./errors.ts";
import { type Exchanging, withRetry } from "./exchange.ts";
import { promptOf } from "./prompt.ts";
import { ANSWER_SCHEMA, isRecord, parsed, readAnswer } from "./schema.ts";
import { type Describer, type DescriberModel, MOST_CROPS } from "./types.ts";

/** Where a server is and which model is asked; the name is passed on as it is written. */
export interface OllamaOptions {
  readonly baseUrl: string;
  readonly model: string;
  readonly exchanging: Exchanging;
}

/** A model behind Ollama's own interface. */
export function createOllamaDescriber({ baseUrl, model, exchanging }: OllamaOptions): Describer {
  const url = (path: string): string => `${baseUrl.replace(/\/+$/, "")}${path}`;

  async function names(signal?: AbortSignal): Promise<readonly string[]> {
    const answer = await exchanging({ method: "GET", url: url("/api/tags") }, signal);
    if (answer.status !== 200) throw DescriberErrors.refused({ status: answer.status });
    const body = parsed(answer.text);
    const listed = isRecord(body) && Array.isArray(body["models"]) ? body["models"] : [];
    return listed.flatMap((entry) => (isRecord(entry) && typeof entry["name"] === "string" ? [entry["name"]] : []));
  }

  async function readsPictures(name: string, signal?: AbortSignal): Promise<boolean | null> {
    const answer = await exchanging({ method: "POST", url: url("/api/show"), body: { model: name } }, signal);
    if (answer.status !== 200) return null;
    const body = parsed(answer.text);
    const capabilities = isRecord(body) ? body["capabilities"] : undefined;
    return Array.isArray(capabilities) ? capabilities.includes("vision") : null;
  }

  return {
    async describe({ crops, proposal }, signal) {
      const sent = crops.slice(0, MOST_CROPS);
      const body = {
        model,
        prompt: promptOf(sent, proposal),
        images: sent.flatMap(({ before, after }) =>
          [before, after].map((bytes) => Buffer.from(bytes).toString("base64")),
        ),
        stream: false,
        format: ANSWER_SCHEMA,
        options: { temperature: 0, seed: 1 },
        keep_alive: "10m",
      };
      const answer = await withRetry(exchanging, { method: "POST", url: url("/api/generate"), body }, signal);
      if (answer.status === 404) throw DescriberErrors.model_missing({ model, installed: await names(signal) });
      if (answer.status !== 200) throw DescriberErrors.refused({ status: answer.status });
      const outer = parsed(answer.text);
      const response = isRecord(outer) ? outer["response"] : undefined;
      if (typeof response !== "string") throw DescriberErrors.nonsense({ why: "it has no response" });
      return readAnswer(
        parsed(response),
        sent.map(({ cell }) => cell),
        model,
      );
    },

    async models(signal) {
      const listed = await names(signal);
      const models = await Promise.all(
        listed.map(async (name): Promise<DescriberModel> => ({ name, vision: await readsPictures(name, signal) })),
      );
      return seeingFirst(models);
    },
  };
}

/** Models that read pictures first, otherwise as the server lists them. */
export const seeingFirst = (models: readonly DescriberModel[]): readonly DescriberModel[] =>
  [...models].sort((a, b) => Number(b.vision === true) - Number(a.vision === true));
