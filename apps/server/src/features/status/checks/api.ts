import type { NewId } from "@wopr/kernel";
import { type BuiltInCheck, failed, passed } from "../probe.ts";
import type { Exchange } from "../probes/exchange.ts";
import { jsonOf, memberAt } from "../probes/http.ts";

const COMPONENT = { id: "interface", title: "Interface for programs", critical: true } as const;

/** What the checks of the interface need. */
export interface ApiCheckDeps {
  readonly publicUrl: string;
  readonly version: string;
  readonly exchange: Exchange;
  readonly probeKey: () => string;
  readonly newId: NewId;
  readonly newNonce: () => string;
}

/** The published checks of the interface: it is ours, and what is written through it can be read and deleted. */
export function apiChecks(deps: ApiCheckDeps): readonly BuiltInCheck[] {
  const { publicUrl, exchange, newId, newNonce } = deps;
  return [
    {
      name: "wopr-api-up",
      title: "The interface names its version",
      failing: "does not answer",
      component: COMPONENT,
      intervalS: 30,
      deadlineMs: 5_000,
      runbook: "wopr-api-up.md",
      async probe({ signal }) {
        const answer = await exchange({ url: `${publicUrl}/api/v1/version`, right: "own", signal });
        const body = jsonOf(answer.body.toString("utf8"));
        const version = memberAt(body, "version");
        if (answer.status !== 200) return failed(`The interface answers with status ${answer.status}.`);
        if (typeof version !== "string" || !Array.isArray(memberAt(body, "features")))
          return failed("The answer is not ours: it names no version.");
        return version === deps.version
          ? passed({ version })
          : failed(`Version ${version} answers; ${deps.version} should.`, { version });
      },
    },
    {
      name: "wopr-api-functional",
      title: "Something can be written, read and deleted through it",
      failing: "cannot be written through",
      component: COMPONENT,
      intervalS: 60,
      deadlineMs: 10_000,
      needs: ["wopr-api-up", "db-writable"],
      runbook: "wopr-api-functional.md",
      async probe({ signal }) {
        const nonce = newNonce();
        const url = `${publicUrl}/api/v1/checks-probe/${newId()}`;
        const ask = (method: string, body?: string) =>
          exchange({
            url,
            method,
            right: "own",
            signal,
            headers: {
              authorization: `Bearer ${deps.probeKey()}`,
              ...(body ? { "content-type": "application/json" } : {}),
            },
            body,
          });
        const written = await ask("PUT", JSON.stringify({ nonce }));
        if (written.status !== 200) return failed(`Writing answers with status ${written.status}.`);
        const read = await ask("GET");
        if (read.status !== 200 || memberAt(jsonOf(read.body.toString("utf8")), "nonce") !== nonce)
          return failed(`What was written is not what is read (status ${read.status}).`);
        const gone = await ask("DELETE");
        if (gone.status !== 204) return failed(`Deleting answers with status ${gone.status}.`);
        const missed = await ask("GET");
        return missed.status === 404 ? passed() : failed(`What was deleted is still there (status ${missed.status}).`);
      },
    },
  ];
}
