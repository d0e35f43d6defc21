import { x } from "../../vision/src/stage.ts";
export const y = x;
