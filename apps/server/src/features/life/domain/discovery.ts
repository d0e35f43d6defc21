/** One entity that Home Assistant shows. */
interface Entity {
  readonly platform: "sensor" | "button";
  readonly name: string;
  readonly topic: string;
  readonly more?: Readonly<Record<string, unknown>>;
}

const value = (name: string) => `{{ value_json.${name} }}`;
const sensor = (name: string, topic: string, field: string, more: Readonly<Record<string, unknown>> = {}): Entity => ({
  platform: "sensor",
  name,
  topic,
  more: { value_template: value(field), ...more },
});
const press = (name: string, action: string): Entity => ({
  platform: "button",
  name,
  topic: "in/action",
  more: { payload_press: JSON.stringify({ action }) },
});

const ENTITIES: Readonly<Record<string, Entity>> = {
  next: sensor("Next", "next", "name"),
  due: sensor("Due", "counts", "due"),
  overdue: sensor("Still open", "counts", "overdue"),
  done: sensor("Done today", "counts", "done"),
  level: sensor("Level", "level", "level"),
  xp_today: sensor("XP today", "level", "xp_today"),
  winddown_phase: sensor("Wind-down phase", "winddown", "phase"),
  winddown_light: sensor("Wind-down light", "winddown", "light", { unit_of_measurement: "%" }),
  bedtime: sensor("Bedtime", "winddown", "bedtime", { device_class: "timestamp" }),
  complete_next: press("Complete next", "complete"),
  skip_next: press("Skip next", "skip"),
  wake: press("I'm up", "wake"),
  start_winddown: press("Start wind-down", "wind_down"),
};
/** On the broker only when the person switched them on. */
const SCORE: Readonly<Record<string, Entity>> = {
  score: sensor("Score", "score", "value", { state_class: "measurement" }),
  coverage: sensor("Score coverage", "score", "coverage", { state_class: "measurement", unit_of_measurement: "%" }),
};

/** Topics of a person begin with this. */
export const baseTopic = (slug: string): string => `wopr/life/${slug}`;

/** Where Home Assistant looks for the device. */
export const discoveryTopic = (prefix: string, slug: string): string => `${prefix}/device/wopr_life_${slug}/config`;

/** The device as Home Assistant's MQTT discovery wants it (device form; `default_entity_id`, never `object_id`). */
export function discoveryPayload(person: {
  readonly slug: string;
  readonly url: string;
  readonly version: string;
  readonly exposeScore: boolean;
}) {
  const base = baseTopic(person.slug);
  const entities = { ...ENTITIES, ...(person.exposeScore ? SCORE : {}) };
  const components = Object.fromEntries(
    Object.entries(entities).map(([code, { platform, name, topic, more }]) => [
      code,
      {
        platform,
        unique_id: `wopr_life_${person.slug}_${code}`,
        default_entity_id: `${platform}.wopr_life_${code}`,
        name,
        ...(platform === "button"
          ? { command_topic: `${base}/${topic}`, qos: 1 }
          : { state_topic: `${base}/${topic}` }),
        ...more,
      },
    ]),
  );
  return {
    device: {
      identifiers: [`wopr_life_${person.slug}`],
      name: "Life",
      manufacturer: "WOPR",
      configuration_url: `${person.url}/day`,
    },
    origin: { name: "wopr", sw: person.version },
    availability_topic: `${base}/status`,
    payload_available: "online",
    payload_not_available: "offline",
    components,
  };
}
