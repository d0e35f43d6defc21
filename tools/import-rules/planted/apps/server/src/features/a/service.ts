import { secret } from "../b/store.ts";
export const x = secret;
