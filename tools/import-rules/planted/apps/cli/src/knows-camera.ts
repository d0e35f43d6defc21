import { thing } from "../../camera/src/thing.ts";
export const x = thing;
