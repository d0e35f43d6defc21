/** What a message asks for. */
export type MqttCommand =
  | {
      readonly kind: "activity";
      readonly id: string | null;
      readonly type: string;
      readonly durationMinutes?: number;
      readonly intensity?: "low" | "normal" | "high" | "extreme";
      readonly quality?: number;
    }
  | {
      readonly kind: "action";
      readonly id: string | null;
      readonly action: "complete" | "skip" | "postpone" | "wake" | "wind_down" | "undo";
      readonly code: string | null;
      readonly target: string | null;
    }
  | {
      readonly kind: "button";
      readonly id: string | null;
      readonly device: string;
      readonly press: "single" | "double" | "triple" | "hold";
    };

/** A message that says nothing we know, and why. */
export interface MqttRefusal {
  readonly refused: string;
}

const ACTIONS = ["complete", "skip", "postpone", "wake", "wind_down", "undo"] as const;
const PRESSES = ["single", "double", "triple", "hold"] as const;
const INTENSITIES = ["low", "normal", "high", "extreme"] as const;
/** Largest payload that is read, bytes. */
const MOST_BYTES = 16 * 1024;

/** Reads a message below `wopr/life/<p>/in/`. Never throws. */
export function readMessage(path: string, payload: Uint8Array): MqttCommand | MqttRefusal {
  if (payload.byteLength > MOST_BYTES) return { refused: `${path}: more than 16 kB` };
  const text = new TextDecoder().decode(payload).trim();
  const [kind = "", device = ""] = path.split("/");
  const json = parsed(text);
  if (kind === "button") return button(device, json, text, path);
  if (json === undefined) return { refused: `${path}: no JSON` };
  const id = textOf(json, "id");
  if (kind === "activity") {
    const type = textOf(json, "type");
    if (type === null) return { refused: `${path}: it names no type` };
    const minutes = numberOf(json, "duration_minutes", 0, 1440);
    const quality = numberOf(json, "quality", 1, 5);
    const intensity = INTENSITIES.find((one) => one === json["intensity"]);
    return {
      kind: "activity",
      id,
      type,
      ...(minutes === null ? {} : { durationMinutes: minutes }),
      ...(quality === null ? {} : { quality: Math.round(quality) }),
      ...(intensity === undefined ? {} : { intensity }),
    };
  }
  if (kind === "action") {
    const action = ACTIONS.find((one) => one === json["action"]);
    if (!action) return { refused: `${path}: action is one of ${ACTIONS.join(", ")}` };
    return { kind: "action", id, action, code: textOf(json, "code"), target: textOf(json, "target") };
  }
  return { refused: `${path}: no such topic` };
}

function button(
  device: string,
  json: Readonly<Record<string, unknown>> | undefined,
  text: string,
  path: string,
): MqttCommand | MqttRefusal {
  const press = PRESSES.find((one) => one === (json ? json["event"] : text.replaceAll('"', "")));
  if (!press || device === "") return { refused: `${path}: a press is one of ${PRESSES.join(", ")}` };
  return { kind: "button", id: json ? textOf(json, "id") : null, device, press };
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

const textOf = (json: Readonly<Record<string, unknown>>, name: string): string | null => {
  const value = json[name];
  return typeof value === "string" && value !== "" && value.length <= 200 ? value : null;
};
const numberOf = (json: Readonly<Record<string, unknown>>, name: string, low: number, high: number): number | null => {
  const value = json[name];
  return typeof value === "number" && value >= low && value <= high ? value : null;
};

/** The same press or message within so long is a repeat, milliseconds. */
export const repeatWindow = (command: MqttCommand): number => (command.kind === "button" ? 400 : 2_000);
