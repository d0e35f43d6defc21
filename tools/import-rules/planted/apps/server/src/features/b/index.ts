import { double } from "./b.testing.ts";
export const x = double;
