import { type BuiltInCheck, failed, notRun, passed } from "../probe.ts";
import type { Answered, Exchange } from "../probes/exchange.ts";
import type { LookUp } from "../probes/guard.ts";
import { jsonOf, memberAt } from "../probes/http.ts";
import { probeTls } from "../probes/sockets.ts";

const COMPONENT = { id: "website", title: "Website", critical: true } as const;
const LEAST_PAGE_BYTES = 200;
const LEAST_SCRIPT_BYTES = 1024;

/** What the checks of the website need. */
export interface WebCheckDeps {
  readonly publicUrl: string;
  readonly exchange: Exchange;
  readonly lookUp: LookUp;
  readonly now: () => Date;
  readonly newNonce: () => string;
  /** The build this server serves. */
  readonly build: () => Promise<string>;
}

/** The published checks of the website, asked as people ask it: by its public address, through the proxy. */
export function webChecks(deps: WebCheckDeps): readonly BuiltInCheck[] {
  const { publicUrl, exchange, newNonce, build } = deps;
  const get = (path: string, signal: AbortSignal, accept = "*/*") =>
    exchange({ url: `${publicUrl}${path}`, headers: { accept }, right: "own", signal });
  return [
    {
      name: "wopr-web-up",
      title: "The start page is ours",
      failing: "does not show our page",
      component: COMPONENT,
      intervalS: 30,
      deadlineMs: 5_000,
      runbook: "wopr-web-up.md",
      async probe({ signal }) {
        const page = await get("/", signal, "text/html");
        const problem = pageProblem(page, await build());
        return problem
          ? failed(problem, { status: page.status, bytes: page.body.length })
          : passed({ bytes: page.body.length });
      },
    },
    {
      name: "wopr-web-functional",
      title: "The page can work: its script loads and this server answers through it",
      failing: "cannot work in a browser",
      component: COMPONENT,
      intervalS: 60,
      deadlineMs: 10_000,
      needs: ["wopr-web-up", "wopr-api-up"],
      runbook: "wopr-web-functional.md",
      async probe({ signal }) {
        const page = await get("/", signal, "text/html");
        const script = /<script[^>]+src="(\/assets\/[^"]+\.js)"/.exec(page.body.toString("utf8"))?.[1];
        if (!script) return failed("The page names no script of its build.");
        const code = await get(script, signal);
        const type = code.headers["content-type"] ?? "";
        if (code.status !== 200 || !/javascript/.test(type) || code.body.length <= LEAST_SCRIPT_BYTES)
          return failed(
            `The script of the page is not there (status ${code.status}, ${type || "no type"}, ${code.body.length} bytes).`,
          );
        const nonce = newNonce();
        const echo = await get(`/status/echo?nonce=${nonce}`, signal);
        const answer = jsonOf(echo.body.toString("utf8"));
        if (memberAt(answer, "nonce") !== nonce) return failed("This server does not answer behind the page.");
        return passed({ script_bytes: code.body.length });
      },
    },
    {
      name: "certificate-valid",
      title: "The certificate is good for two weeks",
      failing: "has a certificate that ends soon",
      component: COMPONENT,
      intervalS: 3_600,
      deadlineMs: 10_000,
      runbook: "certificate-valid.md",
      async probe({ signal }) {
        const { protocol, hostname, port } = new URL(publicUrl);
        if (protocol !== "https:") return notRun("not_configured", "The public address does not use TLS.");
        const probe = { kind: "tls", host: hostname, port: Number(port || 443), days: 14 } as const;
        return probeTls(probe, deps.lookUp, "own", deps.now, signal);
      },
    },
  ];
}

/** Why a page is not the page of this build. A proxy that answers everything with an empty 200 is not "up". */
function pageProblem(page: Answered, build: string): string | undefined {
  const type = page.headers["content-type"] ?? "";
  if (page.status !== 200) return `The page answers with status ${page.status}.`;
  if (!type.startsWith("text/html")) return `The page is not HTML but ${type || "of no type"}.`;
  if (page.body.length <= LEAST_PAGE_BYTES) return `The body is not ours: it has ${page.body.length} bytes.`;
  const found = /<meta name="wopr-build" content="([^"]*)"/.exec(page.body.toString("utf8"))?.[1];
  if (found === undefined) return "The body is not ours: it names no build.";
  return found === build ? undefined : `The page is of another build: ${found}, not ${build}.`;
}
