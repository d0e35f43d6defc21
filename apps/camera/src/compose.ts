import { createPreview, createSource, type FrameSource } from "@wopr/camera-drivers";
import { createClient } from "@wopr/client";
import { type Clock, inOrder, type Log, type NewId, type Runnable, Secret } from "@wopr/kernel";
import { createApi } from "./api.ts";
import { createCommands } from "./commands.ts";
import { createListener } from "./listener.ts";
import type { CameraConfig } from "./load-config.ts";
import { createLocksFile } from "./locks-file.ts";
import { createPositionFile } from "./position-file.ts";
import { createReporter } from "./reporter.ts";
import { createShots } from "./shots.ts";
import { createSpool, type Spool } from "./spool.ts";
import { createUploader } from "./uploader.ts";
import { createWants } from "./wants.ts";

/** Everything from outside the process. Tests pass their own; `main.ts` passes the real ones. */
export interface Outside {
  readonly config: CameraConfig;
  /** Token of the local interface. */
  readonly token: Secret;
  /** `monotonicMs` must mean the same in every process of one boot. */
  readonly clock: Clock;
  /** Changes when the monotonic clock begins anew. */
  readonly bootId: string;
  readonly newId: NewId;
  readonly log: Log;
  readonly fetch: typeof fetch;
  /** `user:password` of a network camera. */
  readonly login?: Secret | undefined;
}

/** The camera process with every part connected. */
export interface CameraProcess extends Runnable {
  readonly source: FrameSource;
  readonly spool: Spool;
  /** Port of the local interface, once started. */
  readonly port: number;
}

/** Wires the process: the camera, its spool, the local interface, and with a server the way outward. */
export function composeCamera(outside: Outside): CameraProcess {
  const { config, clock, bootId, newId, log } = outside;
  const spool = createSpool({ dataDir: config.dataDir, limitBytes: config.spoolLimitBytes, log });
  const memory = createPositionFile(config.dataDir);
  const locks = createLocksFile(config.dataDir);
  const { login } = outside;
  const authorization = login ? new Secret(`Basic ${Buffer.from(login.reveal()).toString("base64")}`) : undefined;
  const source = createSource(config.driver, {
    ...{ name: config.name, clock, fetch: outside.fetch, memory, locks },
    ...(login && authorization ? { login, authorization } : {}),
  });

  const outward = config.server ? composeOutward(outside, config.server, { source, spool }) : undefined;
  const shots = createShots({
    source,
    spool,
    clock,
    bootId,
    newId,
    limitBytes: config.spoolLimitBytes,
    onKept: () => outward?.uploader.wake(),
  });
  const uploadTrouble = () => outward?.uploader.trouble ?? null;
  const api = createApi({
    source,
    preview: createPreview(source, clock),
    shots,
    spool,
    clock,
    token: outside.token,
    log,
    uploadTrouble,
  });
  const listener = createListener(api, config.http, log);
  const parts = [spool, source, listener, ...(outward ? outward.parts(shots) : [])];

  return {
    ...inOrder("camera", parts),
    source,
    spool,
    get port() {
      return listener.port;
    },
  };
}

function composeOutward(
  { clock, bootId, log, fetch }: Outside,
  server: NonNullable<CameraConfig["server"]>,
  { source, spool }: { readonly source: FrameSource; readonly spool: Spool },
) {
  const { cameraId } = server;
  const client = createClient({ baseUrl: server.url, token: server.apiKey, fetch, clock });
  const uploader = createUploader({ client, cameraId, spool, clock, bootId, log });
  const reporter = createReporter({ client, cameraId, source, spool, clock, log });
  return {
    uploader,
    parts: (shots: ReturnType<typeof createShots>): readonly Runnable[] => {
      const wants = createWants({ client, cameraId, source, shots, clock, log });
      return [
        uploader,
        reporter,
        wants,
        createCommands({ client, cameraId, source, shots, reporter, wants, clock, log }),
      ];
    },
  };
}
