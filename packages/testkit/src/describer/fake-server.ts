/** A stand-in for Ollama and for servers with the OpenAI interface, on loopback. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How the stand-in behaves. */
export const DESCRIBER_MODES = [
  "good",
  "slow",
  "model_missing",
  "error_500",
  "html",
  "truncated",
  "schema_ignored",
  "huge",
  "closes",
] as const;
/** One of {@link DESCRIBER_MODES}. */
export type DescriberMode = (typeof DESCRIBER_MODES)[number];

/** What a test may change while the stand-in runs. */
export interface FakeDescriberServer {
  readonly url: string;
  mode: DescriberMode;
  /** Answers 400 where a request names `response_format`. */
  refusesFormat: boolean;
  /** Answers this many requests with 503 first. */
  busyFor: number;
  /** What a good answer holds. */
  answer: unknown;
  /** Bodies of the requests that asked for a description, oldest first. */
  readonly asked: Readonly<Record<string, unknown>>[];
  /** Values of the authorization header of those requests. */
  readonly keys: (string | undefined)[];
  /** Most requests that were being answered at once. */
  readonly mostAtOnce: () => number;
  close(): Promise<void>;
}

/** A sensible answer about the cell E4. */
export const GOOD_ANSWER = {
  description: "A blue tile was placed on E4.",
  changes: [
    { cell: "E4", before: "empty", after: "blue tile", certainty: "high" },
    { cell: "Z9", before: "empty", after: "red tile", certainty: "high" },
  ],
  doubts: ["The light is dim."],
};

const INSTALLED = ["llama3.2:latest", "qwen2.5vl:7b"];

/** Starts a stand-in on a free port of loopback. */
export async function startFakeDescriber(): Promise<FakeDescriberServer> {
  let atOnce = 0;
  let most = 0;
  const server = createServer((request, response) => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    response.on("close", () => {
      atOnce -= 1;
    });
    void handle(fake, request, response);
  });
  const fake: FakeDescriberServer = {
    url: "",
    mode: "good",
    refusesFormat: false,
    busyFor: 0,
    answer: GOOD_ANSWER,
    asked: [],
    keys: [],
    mostAtOnce: () => most,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(fake, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

async function handle(fake: FakeDescriberServer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bodyOf(request);
  const json = (status: number, value: unknown) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
  if (request.url === "/api/tags") return void json(200, { models: INSTALLED.map((name) => ({ name })) });
  if (request.url === "/v1/models") return void json(200, { data: INSTALLED.map((id) => ({ id })) });
  if (request.url === "/api/show") {
    const vision = String(body["model"]).includes("vl");
    return void json(200, { capabilities: vision ? ["completion", "vision"] : ["completion"] });
  }
  if (request.url !== "/api/generate" && request.url !== "/v1/chat/completions") return void json(404, {});
  fake.asked.push(body);
  fake.keys.push(request.headers.authorization);
  if (fake.busyFor > 0) {
    fake.busyFor -= 1;
    return void json(503, { error: "busy" });
  }
  if (fake.refusesFormat && "response_format" in body)
    return void json(400, { error: "unknown field response_format" });
  const written = JSON.stringify(fake.answer);
  const wrapped = (text: string) =>
    JSON.stringify(
      request.url === "/api/generate" ? { response: text } : { choices: [{ message: { content: text } }] },
    );
  switch (fake.mode) {
    case "good":
      return void response.writeHead(200).end(wrapped(written));
    case "slow":
      // Never answers: whoever waits has a deadline.
      return;
    case "model_missing":
      return void json(404, { error: "model not found" });
    case "error_500":
      return void json(500, { error: "out of memory" });
    case "html":
      return void response.writeHead(200, { "content-type": "text/html" }).end("<html><body>Sign in</body></html>");
    case "truncated":
      return void response.writeHead(200).end(wrapped(written.slice(0, written.length / 2)));
    case "schema_ignored":
      return void response.writeHead(200).end(wrapped(JSON.stringify({ description: 7, changes: "none" })));
    case "huge":
      return void response.writeHead(200).end(wrapped(`{"description":"${"x".repeat(10_000_000)}"}`));
    case "closes":
      response.writeHead(200, { "content-length": "5000" });
      response.write('{"response":');
      return void setImmediate(() => response.destroy());
  }
}

async function bodyOf(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString("utf8");
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}
