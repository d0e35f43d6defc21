import { pack } from "../../games/src/pack.ts";
export const x = pack;
