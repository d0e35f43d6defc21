import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { ProbeWire } from "@wopr/contracts";
import { failed, type Outcome, passed } from "../probe.ts";
import { allowedAddresses, type LookUp, type Right } from "./guard.ts";
import { certificateProblem } from "./http.ts";
import { fits } from "./patterns.ts";

type TcpProbe = Extract<ProbeWire, { kind: "tcp" }>;
type TlsProbe = Extract<ProbeWire, { kind: "tls" }>;

const BANNER_BYTES = 4096;

/** Connects and, where a banner is expected, reads what the other side says first. */
export async function probeTcp(probe: TcpProbe, lookUp: LookUp, right: Right, signal: AbortSignal): Promise<Outcome> {
  const [target] = await allowedAddresses(probe.host, right, lookUp);
  if (!target) return failed("The name has no address.");
  const socket = connectTcp({ host: target.address, port: probe.port });
  try {
    await happens(socket, "connect", signal);
    if (probe.banner_regex === undefined) return passed();
    const banner = await firstBytes(socket, signal);
    const facts = { banner: banner.slice(0, 200) };
    return fits(probe.banner_regex, banner) ? passed(facts) : failed("It greets with something else.", facts);
  } finally {
    socket.destroy();
  }
}

/** Shakes hands and looks at the certificate. */
export async function probeTls(
  probe: TlsProbe,
  lookUp: LookUp,
  right: Right,
  now: () => Date,
  signal: AbortSignal,
): Promise<Outcome> {
  const [target] = await allowedAddresses(probe.host, right, lookUp);
  if (!target) return failed("The name has no address.");
  const name = probe.server_name ?? probe.host;
  const socket = connectTls({
    host: target.address,
    port: probe.port,
    // An address is no name that a server could be asked for.
    ...(/^[\d.:[\]a-f]+$/i.test(name) && (name.includes(":") || /^[\d.]+$/.test(name)) ? {} : { servername: name }),
    // Who signed it is judged below, so that the facts tell when it ends even if it is not trusted.
    rejectUnauthorized: false,
  });
  try {
    await happens(socket, "secureConnect", signal);
    const certificate = socket.getPeerCertificate();
    const until = certificate.valid_to ? new Date(certificate.valid_to) : undefined;
    const facts = { protocol: socket.getProtocol(), certificate_until: until?.toISOString() ?? null };
    const ended = certificateProblem(until, probe.days, now());
    if (ended) return failed(ended, facts);
    if (!socket.authorized)
      return failed(`The certificate is not trusted (${String(socket.authorizationError)}).`, facts);
    return passed(facts);
  } finally {
    socket.destroy();
  }
}

function happens(socket: Socket, event: "connect" | "secureConnect" | "data", signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    signal.addEventListener("abort", abort, { once: true });
    socket.once(event, (value: unknown) => {
      signal.removeEventListener("abort", abort);
      resolve(value);
    });
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("The other side closed the connection.")));
  });
}

async function firstBytes(socket: Socket, signal: AbortSignal): Promise<string> {
  const part = (await happens(socket, "data", signal)) as Buffer;
  return part.subarray(0, BANNER_BYTES).toString("utf8");
}
