import { type MxRecord, promises } from "node:dns";
import type { ProbeWire } from "@wopr/contracts";
import { failed, type Outcome, passed } from "../probe.ts";
import { allowedAddresses, type LookUp, type Right } from "./guard.ts";

type DnsProbe = Extract<ProbeWire, { kind: "dns" }>;

/** Looks a name up and holds the answers against what is expected. No answer is a failure. */
export async function probeDns(probe: DnsProbe, lookUp: LookUp, right: Right, signal: AbortSignal): Promise<Outcome> {
  const resolver = new promises.Resolver({ timeout: 2_000, tries: 2 });
  if (probe.resolver !== undefined) {
    const { host, port } = serverOf(probe.resolver);
    const [server] = await allowedAddresses(host, right, lookUp);
    if (!server) return failed("The name server has no address.");
    resolver.setServers([server.family === 6 ? `[${server.address}]:${port}` : `${server.address}:${port}`]);
  }
  signal.addEventListener("abort", () => resolver.cancel(), { once: true });
  const found = (await recordsOf(resolver, probe)).map((record) => record.toLowerCase());
  const facts = { records: found.slice(0, 10) };
  if (found.length === 0) return failed(`There is no ${probe.type} record.`, facts);
  const missing = probe.expect.filter((wanted) => !found.includes(wanted.toLowerCase().replace(/\.$/, "")));
  return missing.length === 0 ? passed(facts) : failed(`Records are missing: ${missing.join(", ")}.`, facts);
}

function serverOf(text: string): { readonly host: string; readonly port: number } {
  const bracketed = /^\[(.+)\](?::(\d+))?$/.exec(text);
  const plain = /^([^:]+):(\d+)$/.exec(text);
  const host = bracketed?.[1] ?? plain?.[1] ?? text;
  return { host, port: Number(bracketed?.[2] ?? plain?.[2] ?? 53) };
}

async function recordsOf(resolver: promises.Resolver, { host, type }: DnsProbe): Promise<readonly string[]> {
  if (type === "A") return resolver.resolve4(host);
  if (type === "AAAA") return resolver.resolve6(host);
  if (type === "CNAME") return resolver.resolveCname(host);
  if (type === "NS") return resolver.resolveNs(host);
  if (type === "MX") return (await resolver.resolveMx(host)).map(({ exchange }: MxRecord) => exchange);
  return (await resolver.resolveTxt(host)).map((parts) => parts.join(""));
}
