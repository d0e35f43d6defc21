import { attachCapture, correctMove, insertMove, removeMove } from "@wopr/contracts";
import type { Move } from "@wopr/games";
import type { App } from "../../../http/env.ts";
import { mount } from "../../../http/mount.ts";
import type { CorrectionsService } from "../services/corrections.ts";
import { toCorrectionWire } from "../wire/corrections.ts";

/** Mounts corrections of the list of moves. Each handler is a translation and nothing else. */
export function mountCorrectionRoutes(app: App, { corrections }: { readonly corrections: CorrectionsService }): void {
  mount(app, correctMove, async ({ params, query, body }, caller) => {
    const wanted = { kind: "correct", n: params.n, move: body.move as Move } as const;
    const options = { expectedSeq: body.expected_seq, dryRun: query.dry_run === "true", reason: body.reason };
    return toCorrectionWire(await corrections.change(caller, params.id, wanted, options));
  });

  mount(app, insertMove, async ({ params, query, body }, caller) => {
    const wanted = { kind: "insert", n: params.n, move: body.move as Move } as const;
    const options = { expectedSeq: body.expected_seq, dryRun: query.dry_run === "true", reason: body.reason };
    return toCorrectionWire(await corrections.change(caller, params.id, wanted, options));
  });

  mount(app, removeMove, async ({ params, query }, caller) => {
    const options = { expectedSeq: query.expected_seq, dryRun: query.dry_run === "true", reason: query.reason };
    return toCorrectionWire(await corrections.change(caller, params.id, { kind: "remove", n: params.n }, options));
  });

  mount(app, attachCapture, async ({ params, body }, caller) => {
    const moveId = await corrections.attach(caller, params.id, params.cid, body.n, body.expected_seq);
    return { n: body.n, move_id: moveId, capture_id: params.cid };
  });
}
