export { ageNow, type Freshness, freshnessOf, type MachineTime, type SavedAge, type TrustedAge } from "./age.ts";
export { ConfigClientErrors } from "./errors.ts";
export { readMachineTime } from "./machine-time.ts";
export { type ConfigHandle, type ConfigOptions, openConfig } from "./open-config.ts";
