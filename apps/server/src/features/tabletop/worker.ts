import { systemClock } from "@wopr/kernel";
import { serveWorker, type WorkContext } from "@wopr/vision/node";
import { layerWork } from "./layer-work.ts";
import { compareWork, cropWork, type OnStage, readWork, sampleWork } from "./look-work.ts";
import { markersWork } from "./markers-work.ts";
import { tableWork } from "./table-work.ts";
import type {
  CompareTask,
  CropTask,
  LayerTask,
  MarkersTask,
  ReadTask,
  SampleTask,
  StageTimes,
  TableTask,
  ZonesReadTask,
  ZonesSampleTask,
  ZonesTask,
} from "./vision-port.ts";
import { zonesReadWork, zonesSampleWork, zonesWork } from "./zones-work.ts";

/** Measures how long each stage takes and passes its name on. */
async function timed<T>(
  context: WorkContext,
  work: (onStage: OnStage) => Promise<T>,
): Promise<{ readonly result: T; readonly times: StageTimes }> {
  const times: Record<string, number> = {};
  let stage = "";
  let sinceMs = systemClock.monotonicMs();
  const close = () => {
    const nowMs = systemClock.monotonicMs();
    if (stage) times[stage] = Math.round((times[stage] ?? 0) + nowMs - sinceMs);
    sinceMs = nowMs;
  };
  const result = await work((name) => {
    close();
    stage = name;
    context.stage(name);
  });
  close();
  return { result, times };
}

serveWorker({
  async compare(task: CompareTask, context) {
    const { result, times } = await timed(context, (onStage) => compareWork(task, onStage));
    return { output: { observation: result.observation, times } };
  },
  async read(task: ReadTask, context) {
    const { result, times } = await timed(context, (onStage) => readWork(task, onStage));
    return { output: { read: result, times } };
  },
  async zones(task: ZonesTask, context) {
    const { result, times } = await timed(context, (onStage) => zonesWork(task, onStage));
    return { output: { seen: result, times } };
  },
  async zones_read(task: ZonesReadTask, context) {
    const { result, times } = await timed(context, (onStage) => zonesReadWork(task, onStage));
    return { output: { read: result, times } };
  },
  async table(task: TableTask, context) {
    const { result, times } = await timed(context, (onStage) => tableWork(task, onStage));
    return { output: { seen: result, times } };
  },
  zones_sample: async (task: ZonesSampleTask) => ({ output: await zonesSampleWork(task) }),
  sample: async (task: SampleTask) => ({ output: await sampleWork(task) }),
  layer: async (task: LayerTask) => ({ output: await layerWork(task) }),
  crop: async (task: CropTask) => ({ output: await cropWork(task) }),
  markers: async (task: MarkersTask) => ({ output: await markersWork(task) }),
});
