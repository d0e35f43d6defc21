export { type Collection, collectionsOf, type Description, type Schema } from "./description.ts";
export { type Fault, type OuraSim, startOuraSim } from "./server.ts";
