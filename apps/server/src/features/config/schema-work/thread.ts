// The thread that compiles schemas and rules: a pattern that never ends, or a schema that is too large, costs this thread
// alone; whoever asked ends it by its time limit.
import { parentPort } from "node:worker_threads";
import { createDocumentChecker } from "./check.ts";
import type { CheckRequest } from "./protocol.ts";

const check = createDocumentChecker();
parentPort?.on("message", (request: CheckRequest) => parentPort?.postMessage(check(request)));
