import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** A database that can go away and come back: an address that relays to a real one. */
export interface FlakyDatabase {
  /** Connection URL through the relay. */
  readonly url: string;
  up(): Promise<void>;
  /** Cuts every connection and refuses new ones. */
  down(): Promise<void>;
}

/** A relay to the database at `url`, down at first. */
export async function createFlakyDatabase(url: string): Promise<FlakyDatabase> {
  const target = new URL(url);
  const folder = target.searchParams.get("host");
  const port = Number(target.port || 5432);
  const dial = () => (folder ? connect(`${folder}/.s.PGSQL.${port}`) : connect(port, target.hostname));
  const open = new Set<Socket>();
  let server: Server | undefined;

  const listen = (wanted: number) =>
    new Promise<number>((resolve, reject) => {
      const relay = createServer((client) => {
        const upstream = dial();
        for (const [from, to] of [
          [client, upstream],
          [upstream, client],
        ] as const) {
          open.add(from);
          from.on("error", () => to.destroy());
          from.on("close", () => {
            open.delete(from);
            to.destroy();
          });
          from.pipe(to);
        }
      });
      server = relay;
      relay.once("error", reject);
      relay.listen(wanted, "127.0.0.1", () => resolve((relay.address() as AddressInfo).port));
    });
  const down = async () => {
    const closing = server;
    server = undefined;
    for (const socket of open) socket.destroy();
    if (closing) await new Promise<void>((resolve) => closing.close(() => resolve()));
  };

  const relayPort = await listen(0);
  await down();
  const relayed = new URL(url);
  relayed.searchParams.delete("host");
  relayed.hostname = "127.0.0.1";
  relayed.port = String(relayPort);
  return { url: relayed.href, up: async () => void (server ?? (await listen(relayPort))), down };
}
