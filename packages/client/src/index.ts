export { type CallOptions, type Client, type ClientOptions, createClient, type UploadOptions } from "./client.ts";
export { ClientErrors } from "./errors.ts";
export type { StreamItem, StreamOptions } from "./events.ts";
