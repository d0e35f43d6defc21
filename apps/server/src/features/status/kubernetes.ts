import { readFile } from "node:fs/promises";
import { request } from "node:https";
import { join } from "node:path";
import type { ReadConfigMap } from "./checks/configuration.ts";
import { jsonOf, memberAt } from "./probes/http.ts";

/** Where the interface of Kubernetes is, and what this pod may show it. */
export interface KubernetesPlace {
  readonly url: string;
  /** Folder with `token`, `namespace` and `ca.crt`, as Kubernetes mounts it. */
  readonly account: string;
}

/** Reads the ConfigMap with the rights of this pod; by plain HTTP, because one GET is no reason for a library. */
export function createConfigMapReader(place: KubernetesPlace): NonNullable<ReadConfigMap> {
  const file = (name: string) => readFile(join(place.account, name), "utf8");
  return async (signal) => {
    const [token, namespace, ca] = await Promise.all([file("token"), file("namespace"), file("ca.crt")]);
    const url = `${place.url}/api/v1/namespaces/${encodeURIComponent(namespace.trim())}/configmaps/wopr-config`;
    const { status, body } = await get(url, token.trim(), ca, signal);
    if (status === 404) return undefined;
    if (status !== 200) throw new Error(`Kubernetes answers with status ${status}.`);
    const data = memberAt(jsonOf(body), "data");
    return typeof data === "object" && data !== null ? (data as Record<string, string>) : {};
  };
}

function get(url: string, token: string, ca: string, signal: AbortSignal) {
  return new Promise<{ readonly status: number; readonly body: string }>((resolve, reject) => {
    const asked = request(
      url,
      { ca, signal, agent: false, headers: { authorization: `Bearer ${token}` } },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on("data", (part: Buffer) => parts.push(part));
        answer.on("error", reject);
        answer.on("end", () =>
          resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(parts).toString("utf8") }),
        );
      },
    );
    asked.on("error", reject);
    asked.end();
  });
}
