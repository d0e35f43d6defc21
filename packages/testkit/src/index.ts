export { eventually, type Patience } from "./eventually.ts";
export { createFakeClock, type FakeClock } from "./fake-clock.ts";
