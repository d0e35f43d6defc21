import { readHealth, readLiveness, readReadiness, readVersion } from "@wopr/contracts";
import type { Clock } from "@wopr/kernel";
import type { z } from "zod";
import type { App } from "./env.ts";
import { mount, mountRaw } from "./mount.ts";
import type { Stage } from "./ready-gate.ts";

type Health = z.infer<typeof readHealth.response>;

/** What probes are told. Nothing here may wait for anything: probes have a second, and people less. */
export interface HealthDeps {
  readonly clock: Clock;
  readonly version: string;
  readonly environment: string;
  /** Names of the features that are on. */
  readonly features: readonly string[];
  stage(): Stage;
  /** Health of each service by name; the database and the storage among them. */
  services(): Health["services"];
}

/** Mounts the probes and the version. They answer before the database is there. */
export function mountHealthRoutes(app: App, deps: HealthDeps): void {
  mountRaw(app, readHealth, async (_, __, c) => {
    const services = deps.services();
    const status = overall(deps.stage(), services);
    const health: Health = {
      status,
      timestamp: deps.clock.now().toISOString(),
      version: deps.version,
      environment: deps.environment,
      services,
    };
    return c.json(health, status === "unhealthy" ? 503 : 200, { "cache-control": "no-store" });
  });

  mountRaw(app, readLiveness, async (_, __, c) => c.json({ ok: true }, 200, { "cache-control": "no-store" }));

  mountRaw(app, readReadiness, async (_, __, c) => {
    const stage = deps.stage();
    const ready = stage === "ready" && deps.services()["database"] === "healthy";
    return c.json({ ready, stage }, ready ? 200 : 503, { "cache-control": "no-store" });
  });

  mount(app, readVersion, async () => ({
    version: deps.version,
    node: process.version,
    features: [...deps.features],
  }));
}

/** Without its database or while it starts and stops the installation does not work; any other trouble degrades it. */
function overall(stage: Stage, services: Health["services"]): Health["status"] {
  if (stage !== "ready" || services["database"] !== "healthy") return "unhealthy";
  return Object.values(services).every((one) => one === "healthy" || one === "disabled") ? "healthy" : "degraded";
}
