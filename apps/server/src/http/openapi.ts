import { readOpenApi } from "@wopr/contracts";
import type { App } from "./env.ts";
import { mount } from "./mount.ts";

/** The interface as OpenAPI 3.1: every endpoint that is mounted, written from its contract. */
export function openApiDocument(app: App, version: string): Record<string, unknown> {
  const document = app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "WOPR",
      version,
      description:
        "Errors are application/problem+json with a stable code. Sign in with a session cookie, or send an API key as Authorization: Bearer or X-API-Key. POSTs may carry an Idempotency-Key.",
    },
    servers: [{ url: "/" }],
  });
  return {
    ...document,
    components: {
      ...document.components,
      securitySchemes: {
        session: { type: "apiKey", in: "cookie", name: "wopr_session" },
        bearer: { type: "http", scheme: "bearer", bearerFormat: "wopr_<prefix>_<secret>" },
        api_key: { type: "apiKey", in: "header", name: "X-API-Key" },
      },
    },
  };
}

/** Mounts the document. It is written at the first request, once all features have mounted their routes. */
export function mountOpenApi(app: App, version: string): void {
  let document: Record<string, unknown> | undefined;
  mount(app, readOpenApi, async () => {
    document ??= openApiDocument(app, version);
    return document;
  });
}
