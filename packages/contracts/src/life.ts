import * as care from "./life-care.ts";
import * as character from "./life-character.ts";
import * as growth from "./life-growth.ts";
import * as mqtt from "./life-mqtt.ts";
import * as plan from "./life-plan.ts";
import * as ring from "./life-ring.ts";
import * as timeline from "./life-timeline.ts";

/** Every endpoint of the day. */
export const lifeEndpoints = { ...timeline, ...plan, ...character, ...growth, ...care, ...ring, ...mqtt };
