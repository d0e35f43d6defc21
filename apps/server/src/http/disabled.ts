import { type Endpoint, pathOf } from "@wopr/contracts";
import type { App } from "./env.ts";
import { PlatformErrors } from "./errors.ts";

/** Answers for the routes of a feature that is switched off, so that a caller learns why and not only that. */
export function mountDisabled(app: App, feature: string, endpoints: Readonly<Record<string, Endpoint>>): void {
  for (const endpoint of Object.values(endpoints)) {
    app.on(endpoint.method, pathOf(endpoint), () => {
      throw PlatformErrors.feature_disabled({ feature, setting: `features.${feature}.enabled` });
    });
  }
}
