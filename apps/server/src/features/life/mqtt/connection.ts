import { connect, type MqttClient } from "mqtt";

/** How to reach a broker. */
export interface BrokerAddress {
  readonly url: string;
  readonly username: string | null;
  readonly password: string | null;
  readonly clientId: string;
  /** Retained "offline" is left here when the connection is lost. */
  readonly statusTopic: string;
}

/** A connection that comes back by itself. */
export interface BrokerConnection {
  publish(topic: string, payload: string, retain: boolean): Promise<void>;
  /** Publishes and waits until it comes back; milliseconds. */
  echo(topic: string): Promise<number>;
  end(): Promise<void>;
}

/** What a connection tells. */
export interface BrokerHandlers {
  /** Acknowledged only after this resolves; a rejection is delivered again. */
  onMessage(topic: string, payload: Uint8Array, retained: boolean): Promise<void>;
  onConnect(): void;
  onTrouble(problem: string): void;
}

const SESSION_S = 7 * 24 * 3_600;
const ECHO_MS = 5_000;

/** Connects with a session that outlives restarts of either side; QoS 1 both ways. */
export function openBroker(
  address: BrokerAddress,
  topics: readonly string[],
  handlers: BrokerHandlers,
): BrokerConnection {
  const client: MqttClient = connect(address.url, {
    protocolVersion: 5,
    clientId: address.clientId,
    clean: false,
    keepalive: 30,
    reconnectPeriod: 1_000,
    connectTimeout: 10_000,
    properties: { sessionExpiryInterval: SESSION_S },
    will: { topic: address.statusTopic, payload: Buffer.from("offline"), qos: 1, retain: true },
    ...(address.username === null ? {} : { username: address.username }),
    ...(address.password === null ? {} : { password: address.password }),
  });
  client.handleMessage = (packet, done) => {
    const payload = typeof packet.payload === "string" ? new TextEncoder().encode(packet.payload) : packet.payload;
    handlers.onMessage(packet.topic, payload, packet.retain).then(
      () => done(),
      (failure: unknown) => done(failure instanceof Error ? failure : new Error("the message was not handled")),
    );
  };
  client.on("connect", () => {
    client.subscribe([...topics], { qos: 1 }, (failure) => {
      if (failure) return handlers.onTrouble("the broker refuses the subscription");
      client.publish(address.statusTopic, "online", { qos: 1, retain: true });
      handlers.onConnect();
    });
  });
  client.on("error", (failure) => handlers.onTrouble(reasonOf(failure)));
  client.on("close", () => handlers.onTrouble("the connection was lost; it is tried again"));
  return {
    async publish(topic, payload, retain) {
      // What waits while the broker is away would be old news: states are published anew when it is back.
      if (client.connected) await client.publishAsync(topic, payload, { qos: 1, retain });
    },
    async echo(topic) {
      const began = performance.now();
      await client.subscribeAsync(topic, { qos: 1 });
      const back = new Promise<void>((resolve, reject) => {
        const hear = (heard: string) => {
          if (heard !== topic) return;
          client.off("message", hear);
          resolve();
        };
        client.on("message", hear);
        AbortSignal.timeout(ECHO_MS).addEventListener("abort", () => reject(new Error("nothing came back")));
      });
      await client.publishAsync(topic, "echo", { qos: 1 });
      await back;
      await client.unsubscribeAsync(topic);
      return Math.round(performance.now() - began);
    },
    async end() {
      if (client.connected)
        await client.publishAsync(address.statusTopic, "offline", { qos: 1, retain: true }).catch(() => {});
      await client.endAsync(true).catch(() => {});
    },
  };
}

function reasonOf(failure: Error & { readonly code?: unknown }): string {
  if (failure.code === 4 || failure.code === 5 || failure.code === 134 || failure.code === 135)
    return "the broker refuses name or password";
  if (failure.code === "ECONNREFUSED") return "nothing listens at this address";
  return failure.code === "ENOTFOUND" ? "the name is not known" : "the connection failed";
}
