import type { RegisteredNamespace } from "./services/first-content.ts";

const text = (description: string, more: object = {}) => ({ type: "string", description, ...more });
const integer = (description: string, minimum: number, maximum: number, fallback: number, unit?: string) => ({
  type: "integer",
  description,
  minimum,
  maximum,
  default: fallback,
  ...(unit ? { "x-unit": unit } : {}),
});
const object = (description: string, properties: object) => ({
  type: "object",
  description,
  additionalProperties: false,
  properties,
});
const root = (properties: object, more: object = {}) => ({
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  properties,
  ...more,
});

const resolution = { type: "string", enum: ["4k", "3k", "1080p", "720p"] };

/** What every installation has from the start (config.md 6.11). `wopr` takes whatever belongs nowhere else. */
export const OWN_NAMESPACES: readonly RegisteredNamespace[] = [
  {
    name: "wopr",
    title: "WOPR",
    description: "Settings of the installation that belong to no area.",
    schema: root({
      telemetry: object("What is written down.", {
        log_level: {
          ...text("Least weight of a line that is logged.", { enum: ["error", "warn", "info", "debug"] }),
          default: "info",
        },
      }),
      limits: object("How much is allowed.", {
        upload_mb: integer("Largest upload.", 1, 1_024, 64, "MB"),
      }),
      notifications: object("Who is told, and when.", {
        quiet_from: text("Nothing but critical messages from this time on.", { pattern: "^[0-2][0-9]:[0-5][0-9]$" }),
        quiet_to: text("Until this time.", { pattern: "^[0-2][0-9]:[0-5][0-9]$" }),
      }),
    }),
    text: "# Settings of the whole installation. What is not written here has the default of the schema.\n\ntelemetry:\n  # error, warn, info or debug\n  log_level: info\n",
  },
  {
    name: "storage",
    title: "Storage",
    description: "Where photos are kept, and for how long.",
    schema: root({
      photos: object("Photos of games.", {
        keep_days: integer("Photos of finished games are kept this long.", 1, 36_500, 365, "days"),
        trash_days: integer("What was deleted can come back this long.", 1, 365, 30, "days"),
      }),
    }),
    text: "photos:\n  # days after the end of a game\n  keep_days: 365\n  trash_days: 30\n",
  },
  {
    name: "camera",
    title: "Cameras",
    description: "How photos are taken.",
    schema: root({
      resolutions: {
        type: "object",
        description: "Named sizes, pixels.",
        additionalProperties: {
          type: "object",
          additionalProperties: false,
          required: ["width", "height"],
          properties: {
            width: integer("Pixels across.", 64, 16_384, 1_920, "px"),
            height: integer("Pixels down.", 64, 16_384, 1_080, "px"),
          },
        },
      },
      capture: object("One photo.", {
        resolution: { ...resolution, description: "Size of a photo unless somebody asks for another.", default: "4k" },
        delay_s: {
          type: "number",
          description: "Pause before a photo, so that hands are away.",
          minimum: 0,
          maximum: 60,
          default: 2,
          "x-unit": "s",
        },
        light: text("Switches the light for the photo.", { enum: ["off", "on", "auto"] }),
      }),
    }),
    text: "# Sizes a photo can have.\nresolutions:\n  4k: {width: 4608, height: 2592}\n  3k: {width: 3840, height: 2160}\n  1080p: {width: 1920, height: 1080}\n  720p: {width: 1280, height: 720}\n\ncapture:\n  resolution: 4k\n  # seconds, so that hands are away\n  delay_s: 2\n",
  },
  {
    name: "vision",
    title: "Vision",
    description: "How photos are read.",
    schema: root({
      description: object("A model that describes photos in words; it never decides.", {
        model: text("Name of the model."),
        timeout_s: integer("It is given up after this.", 1, 600, 120, "s"),
      }),
    }),
    text: "# How photos are read. Geometry decides; a model may describe what it sees.\ndescription:\n  timeout_s: 120\n",
  },
  {
    name: "tabletop",
    title: "Tabletop",
    description: "Games under a camera.",
    schema: root({
      agree: object("When a proposal becomes a move.", {
        policy: {
          ...text("Ask every time, or agree by itself when it is sure.", { enum: ["ask", "auto_when_sure"] }),
          default: "ask",
        },
        countdown_s: integer("Time to say no before it agrees by itself.", 0, 120, 10, "s"),
      }),
    }),
    text: "agree:\n  # ask, or auto_when_sure\n  policy: ask\n  countdown_s: 10\n",
  },
  ...["gameservers", "life", "bots", "fleet", "status"].map(
    (name): RegisteredNamespace => ({
      name,
      title: { gameservers: "Game servers", life: "Day", bots: "Bots", fleet: "Fleet", status: "Status" }[name] ?? name,
      description: "",
      schema: root({}),
      text: "# Nothing is set here yet.\n",
    }),
  ),
];
