import type { Secret } from "@wopr/kernel";
import type { Notice } from "./features/notifications/index.ts";
import type { StatusNews } from "./features/status/index.ts";

/** News of the status as a notice; what broke and that it works again share a key. */
export const noticeOf = (news: StatusNews & { readonly once: boolean }): Notice => ({
  kind: news.what === "open" ? "status.incident_opened" : "status.incident_resolved",
  severity: news.severity,
  topic: "incidents",
  object: { kind: "incident", id: news.incidentId },
  title: news.what === "open" ? news.title : `Works again: ${news.title}`,
  text: news.text,
  link: `/checks/incidents/${news.incidentId}`,
  dedupeKey: `incident ${news.incidentId}`,
  phase: news.once ? "once" : news.what === "open" ? "fire" : "resolve",
});

/** Tells a web hook of the operator without the database, when that is what is away. */
export const tellDirectly =
  (call: typeof fetch, webhookUrl: Secret) =>
  async ({ what, title, text, severity }: StatusNews): Promise<void> => {
    const body = JSON.stringify({ event: `status.${what}`, severity, title, text, content: `${title}: ${text}` });
    const headers = { "content-type": "application/json" };
    const answer = await call(webhookUrl.reveal(), { method: "POST", headers, body });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`The web hook of the status answered with status ${answer.status}.`);
  };
