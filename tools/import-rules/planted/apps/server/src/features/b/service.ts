import { Hono } from "hono";
export const x = Hono;
