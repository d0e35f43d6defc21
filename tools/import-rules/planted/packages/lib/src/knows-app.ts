import { thing } from "../../../apps/camera/src/thing.ts";
export const x = thing;
