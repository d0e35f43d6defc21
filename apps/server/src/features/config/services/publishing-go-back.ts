import type { Db } from "../../../db/db.ts";
import { ConfigErrors } from "../errors.ts";
import { createNamespaceStore } from "../store/namespaces.ts";
import { createRevisionStore } from "../store/revisions.ts";
import type { Cause } from "../store/types.ts";
import type { Activation, Published, Publishing, PublishingDeps } from "./publishing.ts";
import { tellChanged } from "./tell.ts";
import { groupedDocuments } from "./validation.ts";

/**
 * The way back: marks a revision bad and publishes the last good content as a higher number, at once and without waves.
 * A revision that is itself such a return is only marked: no ping-pong.
 */
export function createGoBack(
  deps: PublishingDeps & { readonly activate: (tx: Db, activation: Activation) => Promise<Published> },
): Publishing["goBack"] {
  const { db, contents, presence, clock, notifier, log } = deps;
  return async (name, number, breach, by) => {
    const cause: Cause = { sign: breach.sign, text: breach.text, revision: number, evidence: breach.evidence };
    const known = await createNamespaceStore(db).find(name);
    if (!known) throw ConfigErrors.unknown_namespace({ namespace: name });
    const consumers = await presence.consumersOf(known);
    const outcome = await db.transaction(async (tx) => {
      const namespace = await createNamespaceStore(tx).lock(name);
      const revisions = createRevisionStore(tx);
      const bad = await revisions.find(name, number);
      if (!namespace || !bad) throw ConfigErrors.unknown_revision({ namespace: name, revision: number });
      // Whoever came first has done it: every sign leads to exactly one return.
      const isOpen =
        bad.state === "rolling_out" ||
        (breach.sign === "person" && bad.state === "good" && namespace.headRevision === number);
      if (!isOpen) return undefined;
      await revisions.change(name, number, { state: "bad", cause });
      await revisions.markBad({
        namespace: name,
        contentSha256: bad.contentSha256,
        revision: number,
        cause: breach.text,
        evidence: breach.evidence,
        by: by.name,
        at: clock.now(),
      });
      if (bad.rolloutId) await deps.rollouts.halt(tx, bad.rolloutId, breach.text);
      const good = bad.reverts === null ? await revisions.lastGood(name, number) : undefined;
      if (!good) {
        await tellChanged(deps, tx, name, "config.rolled_back", { revision: number, stopped: true });
        return { stopped: true as const };
      }
      const content = await contents.at(name, good.revision, tx);
      const before = await contents.at(name, namespace.headRevision, tx);
      const [was, is] = [before, content].map(
        (one) =>
          new Map(
            groupedDocuments(one, consumers).flatMap(({ group, hash }) =>
              group.members.map((id) => [id, hash] as const),
            ),
          ),
      );
      const affected = consumers.filter(({ id }) => was?.get(id) !== is?.get(id));
      const published = await deps.activate(tx, {
        namespace,
        content,
        before,
        strategy: "all_at_once",
        affected,
        unchanged: consumers.filter((one) => !affected.includes(one)),
        message: `Back to revision ${good.revision}: ${breach.text}`.slice(0, 500),
        by,
        reverts: number,
        cause,
      });
      await tellChanged(deps, tx, name, "config.rolled_back", { revision: number, to: published.revision });
      return { published, to: good.revision };
    });
    if (outcome === undefined) return undefined;
    if ("stopped" in outcome) {
      log.error(
        { namespace: name, revision: number, sign: breach.sign },
        "a revision does harm and there is nothing to go back to",
      );
      await notifier.tell({
        severity: "critical",
        title: `${name} stays on a revision that does harm`,
        text: `Revision ${number}: ${breach.text} There is no good revision to go back to by itself; somebody must act.`,
        key: `config:${name}:stopped:${number}`,
        link: `/config/${name}`,
      });
      return undefined;
    }
    log.warn(
      { namespace: name, revision: number, sign: breach.sign, to: outcome.to },
      "a revision did harm and was taken back",
    );
    await notifier.tell({
      severity: "warning",
      title: `${name} went back from revision ${number}`,
      text: `${breach.text} Everybody gets the content of revision ${outcome.to} again, as revision ${outcome.published.revision}.`,
      key: `config:${name}:back:${number}`,
      link: `/config/${name}`,
    });
    return outcome.published;
  };
}
