import { inner } from "../b/inner.ts";
export const x = inner;
