import { createClient } from "@wopr/client";
import { createNamespace, PERMISSIONS, publishConfig, readNamespace, registerConsumer } from "@wopr/contracts";
import type { Database } from "../../apps/server/src/db/open-database.ts";
import { addressOf, listen, openServer } from "../platform/server.ts";

/** A document of about `bytes` in YAML. */
export function yamlOf(bytes: number): string {
  let text = "";
  for (let i = 0; text.length < bytes; i += 1)
    text += `section_${i}:\n  name: value ${i}\n  size: ${i}\n  on: true\n  list: [1, 2, ${i}]\n`;
  return text;
}

/** The whole server with one namespace of this size and a consumer that is registered. */
export async function openConfigServer(database: Database, folder: string, bytes: number) {
  const server = await openServer(database, folder, { roles: "web,jobs", permissions: PERMISSIONS });
  const socket = await listen(server.app.fetch);
  const url = addressOf(socket);
  const client = createClient({ baseUrl: url, token: server.key });
  const text = yamlOf(bytes);
  await client.call(createNamespace, {
    body: { name: "bench", title: "bench", text, policy: { strategy: "all_at_once" } },
  });
  await client.call(registerConsumer, { body: { name: "bench", namespaces: ["bench"] } });
  let count = 0;
  return {
    url,
    key: server.key,
    client,
    text,
    /** Publishes one more change. */
    async publish() {
      count += 1;
      const { head_revision } = await client.call(readNamespace, { params: { ns: "bench" } });
      const layers = [{ kind: "default" as const, key: "", text: `${text}count: ${count}\n` }];
      await client.call(publishConfig, {
        params: { ns: "bench" },
        body: { layers, base_revision: head_revision, message: "bench" },
      });
    },
    async stop() {
      socket.closeAllConnections();
      socket.close();
      await server.stop();
    },
  };
}
