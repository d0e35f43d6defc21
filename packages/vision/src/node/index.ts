export { type DecodeOptions, decodeImage, MAX_BYTES, MAX_PIXELS } from "./decode.ts";
export { encodeJpeg, encodePng } from "./encode.ts";
export { MediaErrors, VisionErrors } from "./errors.ts";
export { createWorkerPool, defaultPoolSize, type PoolJob, type WorkerPool, type WorkerPoolOptions } from "./pool.ts";
export { serveWorker, type WorkContext, type Worked, type WorkHandler } from "./serve-worker.ts";
