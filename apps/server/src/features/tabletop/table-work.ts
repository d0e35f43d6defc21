import { cellsToTable, observeTable, tableToCells } from "@wopr/vision";
import { decodeImage } from "@wopr/vision/node";
import { located, type OnStage } from "./look-work.ts";
import type { TableSeen, TableTask } from "./vision-port.ts";

/** Finds the bases of a table again in a new photo. */
export async function tableWork(task: TableTask, onStage: OnStage): Promise<TableSeen> {
  onStage("decode");
  const [current, reference] = await Promise.all([decodeImage(task.current.bytes), located(task.reference)]);
  onStage("readings");
  const { table, bases } = task;
  const onTable = { ...reference, imageToBoard: cellsToTable(reference.imageToBoard, table) };
  const observation = observeTable({ table, reference: onTable, current, bases });
  const { width, height, scale } = current;
  const imageToCells = tableToCells(observation.imageToTable, table);
  return { observation, imageToCells, image: { width: Math.round(width * scale), height: Math.round(height * scale) } };
}
