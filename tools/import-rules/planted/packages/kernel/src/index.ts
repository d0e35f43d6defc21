import { z } from "zod";
export const kernel = z;
