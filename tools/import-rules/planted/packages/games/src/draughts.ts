import { Chess } from "chess.js";
export const x = Chess;
