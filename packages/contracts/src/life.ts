import * as care from "./life-care.ts";
import * as growth from "./life-growth.ts";
import * as mqtt from "./life-mqtt.ts";
import * as ring from "./life-ring.ts";
import * as timeline from "./life-timeline.ts";

/** Every endpoint of the day. */
export const lifeEndpoints = { ...timeline, ...growth, ...care, ...ring, ...mqtt };
