import { auditEndpoints } from "./audit.ts";
import { configEndpoints } from "./config.ts";
import { keptConfigEndpoints } from "./config-kept.ts";
import type { Endpoint } from "./endpoint.ts";
import { identityEndpoints } from "./identity.ts";
import { lifeEndpoints } from "./life.ts";
import { notificationEndpoints } from "./notifications.ts";
import { operationEndpoints } from "./operations.ts";
import { platformEndpoints } from "./platform.ts";
import { rolloutEndpoints } from "./rollouts.ts";
import { secretEndpoints } from "./secrets.ts";
import { statusEndpoints } from "./status-all.ts";
import { tabletopEndpoints } from "./tabletop.ts";

/** Every operation there is, by its name in the code. */
export const allEndpoints: Readonly<Record<string, Endpoint>> = {
  ...platformEndpoints,
  ...auditEndpoints,
  ...operationEndpoints,
  ...identityEndpoints,
  ...secretEndpoints,
  ...notificationEndpoints,
  ...tabletopEndpoints,
  ...statusEndpoints,
  ...lifeEndpoints,
  ...configEndpoints,
  ...keptConfigEndpoints,
  ...rolloutEndpoints,
};

const names = new Map(Object.entries(allEndpoints).map(([name, endpoint]) => [endpoint, name]));

/** Name of an endpoint in {@link allEndpoints}; `undefined` when it is in no list. */
export const endpointName = (endpoint: Endpoint): string | undefined => names.get(endpoint);
