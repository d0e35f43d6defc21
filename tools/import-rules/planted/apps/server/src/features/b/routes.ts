import { compose } from "../../compose.ts";
export const x = compose;
