import { allEndpoints, type Endpoint, pathOf } from "@wopr/contracts";
import type { App } from "./env.ts";

const patternOf = (path: string) => new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/:[^/.]+/g, "[^/]+")}/?$`);

/** Methods mounted at a concrete path, or none when nothing is there. */
export function allowedMethods(app: App, path: string): readonly string[] {
  const methods = app.routes
    .filter((route) => route.method !== "ALL" && !route.path.includes("*") && patternOf(route.path).test(path))
    .map((route) => route.method);
  return [...new Set(methods)].sort();
}

/** The contracts that are mounted on this application, by name. */
export function mountedEndpoints(app: App): readonly (readonly [string, Endpoint])[] {
  const mounted = new Set(app.routes.map((route) => `${route.method} ${route.path}`));
  return Object.entries(allEndpoints).filter(([, endpoint]) => mounted.has(`${endpoint.method} ${pathOf(endpoint)}`));
}
