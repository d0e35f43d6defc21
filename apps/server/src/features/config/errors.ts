import { defineErrors } from "@wopr/kernel";

type None = Record<never, never>;
const many = (count: number) => (count === 1 ? "1 problem" : `${count} problems`);

/** Failures of the configuration service. */
export const ConfigErrors = defineErrors("config", {
  unknown_namespace: {
    status: 404,
    retry: "never",
    text: (p: { namespace: string }) => `There is no namespace "${p.namespace}". List them, or create it.`,
  },
  unknown_revision: {
    status: 404,
    retry: "never",
    text: (p: { namespace: string; revision: number }) => `${p.namespace} has no revision ${p.revision}.`,
  },
  unknown_layer: {
    status: 404,
    retry: "never",
    text: (p: { layer: string; revision: number }) => `Revision ${p.revision} has no layer ${p.layer}.`,
  },
  unknown_draft: {
    status: 404,
    retry: "never",
    text: (_: None) => "There is no such draft; it may be published or dropped.",
  },
  unknown_consumer: {
    status: 404,
    retry: "never",
    text: (p: { consumer: string }) =>
      `No consumer is known as "${p.consumer}". It registers with PUT /config/consumers/self.`,
  },
  unknown_key: { status: 404, retry: "never", text: (p: { key: string }) => `Key not found: ${p.key}` },
  namespace_exists: {
    status: 409,
    retry: "never",
    text: (p: { namespace: string }) => `The namespace "${p.namespace}" is there already, maybe archived.`,
  },
  archive_expired: {
    status: 409,
    retry: "never",
    text: (p: { namespace: string }) => `"${p.namespace}" was archived more than 30 days ago and cannot come back.`,
  },
  invalid_yaml: {
    status: 422,
    retry: "never",
    text: (p: { layer: string; line: number; column: number; problem: string }) =>
      `${p.layer}, line ${p.line}, column ${p.column}: ${p.problem}`,
  },
  invalid_document: {
    status: 422,
    retry: "never",
    text: (p: { count: number; first: string; problems: unknown }) =>
      `The settings have ${many(p.count)}. First: ${p.first}`,
  },
  plain_secret: {
    status: 422,
    retry: "never",
    text: (p: { layer: string; path: string }) =>
      `${p.layer}: ${p.path} looks like a secret in plain text. Store it under Secrets and refer to it: {"$secret": "area/name"}.`,
  },
  tag_conflict: {
    status: 422,
    retry: "never",
    text: (p: { path: string; tags: readonly string[] }) =>
      `The tags ${p.tags.join(" and ")} have equal priority and different values at ${p.path}. Give one of them a higher priority.`,
  },
  secret_unavailable: {
    status: 422,
    retry: "never",
    text: (p: { name: string; consumer: string }) =>
      `The secret "${p.name}" is missing, or ${p.consumer} may not read it.`,
  },
  bad_schema: {
    status: 422,
    retry: "never",
    text: (p: { problem: string }) => `The schema cannot be used: ${p.problem}`,
  },
  bad_revision: {
    status: 422,
    retry: "never",
    text: (p: { revision: number; cause: string }) =>
      `This very content did harm as revision ${p.revision} (${p.cause}). Change it, or publish it with force and a reason.`,
  },
  nothing_to_publish: { status: 422, retry: "never", text: (_: None) => "Nothing differs from what is published." },
  nothing_to_go_back_to: {
    status: 409,
    retry: "never",
    text: (p: { namespace: string }) => `${p.namespace} has no earlier good revision to go back to.`,
  },
  last_good_rejected: {
    status: 409,
    retry: "never",
    text: (p: { namespace: string; revision: number }) =>
      `Revision ${p.revision} of ${p.namespace} is itself a return to the last good one and was refused too. Nothing more is done by itself.`,
  },
  revision_conflict: {
    status: 409,
    retry: "never",
    text: (p: { base: number; head: number; merge: unknown }) =>
      `Somebody published revision ${p.head} meanwhile; yours begins at ${p.base}. Join them, then publish again.`,
  },
  not_pending: {
    status: 409,
    retry: "never",
    text: (p: { revision: number; state: string }) =>
      `Revision ${p.revision} does not wait for approval; it is ${p.state}.`,
  },
  approval_required: {
    status: 409,
    retry: "never",
    text: (p: { revision: number }) => `Revision ${p.revision} waits for somebody else's approval.`,
  },
  own_approval: {
    status: 403,
    retry: "never",
    text: (p: { namespace: string }) =>
      `Somebody else must approve this. While nobody else may, confirm by typing "${p.namespace}".`,
  },
  break_glass_refused: {
    status: 403,
    retry: "never",
    text: (_: None) => "Only owners and admins may publish past approval and waves.",
  },
  not_yours: { status: 403, retry: "never", text: (p: { what: string }) => `This key is not entitled to ${p.what}.` },
  too_large: {
    status: 413,
    retry: "never",
    text: (p: { what: string; most: string }) => `${p.what} is too large; at most ${p.most}.`,
  },
  bad_path: {
    status: 422,
    retry: "never",
    text: (p: { path: string }) =>
      `"${p.path}" is no place for settings. Use config/<namespace>/default.yaml, environment.prod.yaml, site.x.yaml, tag.x.yaml, device.x.yaml, schema.json or policy.yaml.`,
  },
  cannot_edit: { status: 422, retry: "never", text: (p: { problem: string }) => p.problem },
});
