import { sql } from "drizzle-orm";
export const x = sql;
