export * from "./all.ts";
export * from "./common.ts";
export * from "./endpoint.ts";
export * from "./permissions.ts";
export * from "./platform.ts";
export * from "./tabletop.ts";
export * from "./tabletop-shapes.ts";
