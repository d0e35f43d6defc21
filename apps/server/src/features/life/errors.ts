import { defineErrors } from "@wopr/kernel";

/** Failures the day can answer with. */
export const LifeErrors = defineErrors("life", {
  unknown_item: {
    status: 404,
    retry: "never",
    text: (p: { code: string }) => `You have no item called "${p.code}". See your items for the codes.`,
  },
  code_taken: {
    status: 409,
    retry: "never",
    text: (p: { code: string }) => `You have an item called "${p.code}" already. Take another code.`,
  },
  unknown_activity: {
    status: 422,
    retry: "never",
    text: (p: { type: string; nearest: readonly string[] }) =>
      `There is no activity "${p.type}". Did you mean ${p.nearest.join(", ")}?`,
  },
  system_activity: {
    status: 422,
    retry: "never",
    text: (p: { type: string }) => `"${p.type}" is given by the day itself and cannot be logged.`,
  },
  too_many_activities: {
    status: 429,
    retry: "later",
    text: (p: { limit: number; source: string }) =>
      `"${p.source}" has logged ${p.limit} activities today; more are not counted. Tomorrow it starts again.`,
  },
  no_open_occurrence: {
    status: 409,
    retry: "never",
    text: (p: { code: string; day: string }) => `Nothing of "${p.code}" is open on ${p.day}.`,
  },
  not_possible: {
    status: 409,
    retry: "never",
    text: (p: { act: string; state: string }) =>
      `What is ${p.state} cannot be ${p.act}. Undo first, or choose another one.`,
  },
  target_passed: {
    status: 409,
    retry: "never",
    text: (p: { target: string; why: string; targets: readonly string[] }) =>
      `"${p.target}" is not possible: ${p.why}. Still possible: ${p.targets.join(", ")}.`,
  },
  day_closed: {
    status: 409,
    retry: "never",
    text: (p: { day: string; until: string | null }) =>
      p.until ? `${p.day} is closed; it could be filled in until ${p.until}.` : `${p.day} is closed or not begun yet.`,
  },
  bad_schedule: {
    status: 422,
    retry: "never",
    text: (p: { problem: string; dates: readonly string[] }) =>
      p.dates.length > 0
        ? `This schedule cannot be used: ${p.problem}. Read as it is, it would give ${p.dates.join(", ")}.`
        : `This schedule cannot be used: ${p.problem}.`,
  },
  bad_value: {
    status: 422,
    retry: "never",
    text: (p: { field: string; problem: string }) => `${p.field}: ${p.problem}.`,
  },
  unknown_zone: {
    status: 422,
    retry: "never",
    text: (p: { zone: string }) => `There is no time zone "${p.zone}". Use a name like Europe/Oslo.`,
  },
  unknown_anchor: {
    status: 422,
    retry: "never",
    text: (p: { anchor: string; known: readonly string[] }) =>
      `There is no anchor "${p.anchor}". Use one of ${p.known.join(", ")}, or after:CODE.`,
  },
  not_found: {
    status: 404,
    retry: "never",
    text: (p: { what: string }) => `There is no such ${p.what} of yours.`,
  },
  not_enough_points: {
    status: 409,
    retry: "never",
    text: (p: { cost: number; points: number }) => `That costs ${p.cost} points and you have ${p.points}.`,
  },
  not_reachable: {
    status: 409,
    retry: "never",
    text: (p: { code: string; why: string }) => `"${p.code}" cannot be taken: ${p.why}.`,
  },
  would_disconnect: {
    status: 409,
    retry: "never",
    text: (p: { code: string; others: readonly string[] }) =>
      `"${p.code}" cannot be given back: ${p.others.join(", ")} would hang in the air. Give those back first.`,
  },
  no_token: {
    status: 409,
    retry: "never",
    text: (_: Record<never, never>) => "That needs a token and you have none. Each tenth level brings one.",
  },
  skill_not_ready: {
    status: 409,
    retry: "later",
    text: (p: { skill: string; again: string }) => `"${p.skill}" can be used again at ${p.again}.`,
  },
  skill_locked: {
    status: 409,
    retry: "never",
    text: (p: { skill: string }) => `You have not unlocked "${p.skill}" on the tree.`,
  },
  award_refused: {
    status: 403,
    retry: "never",
    text: (_: Record<never, never>) => "custom_xp and multiplier need the permission life_award:write.",
  },
  no_ring: {
    status: 409,
    retry: "never",
    text: (_: Record<never, never>) => "No ring is connected. Connect one under Day, Settings; the day works without.",
  },
  ring_not_configured: {
    status: 409,
    retry: "never",
    text: (_: Record<never, never>) =>
      "This installation has no Oura application yet. Set WOPR_OURA_CLIENT_ID and WOPR_OURA_CLIENT_SECRET; the day works without.",
  },
  ring_state: {
    status: 422,
    retry: "never",
    text: (_: Record<never, never>) =>
      "This answer of the ring's server is not for you or older than ten minutes. Connect again.",
  },
  reauth_needed: {
    status: 409,
    retry: "never",
    text: (_: Record<never, never>) =>
      "The ring's server refuses the connection. Connect the ring again; nothing stored is lost.",
  },
  rate_limited: {
    status: 429,
    retry: "later",
    text: (p: { retry_at: string }) => `The ring's server asks to wait until ${p.retry_at}. It goes on by itself then.`,
  },
  ring_trouble: {
    status: 502,
    retry: "later",
    text: (p: { collection: string; why: string }) =>
      `The ring's server did not answer properly (${p.collection}: ${p.why}). Nothing stored is lost; it is tried again.`,
  },
  webhook_refused: {
    status: 401,
    retry: "never",
    text: (_: Record<never, never>) => "This call is not signed by the ring's server, or it is too old, or a repeat.",
  },
  no_data: {
    status: 404,
    retry: "never",
    text: (p: { day: string }) => `Nothing is known about ${p.day}.`,
  },
  import_unreadable: {
    status: 422,
    retry: "never",
    text: (p: { problem: string }) => `This file cannot be imported: ${p.problem}. Nothing was changed.`,
  },
  not_empty: {
    status: 409,
    retry: "never",
    text: (_: Record<never, never>) =>
      "An export is put back into an empty day only. Erase yours first, or import as somebody else.",
  },
  erase_confirm: {
    status: 422,
    retry: "never",
    text: (_: Record<never, never>) => 'Erasing cannot be undone. Say so: confirm is "erase my day".',
  },
  broker_unreachable: {
    status: 502,
    retry: "later",
    text: (p: { why: string }) => `The broker cannot be reached: ${p.why}. Look at address, name and password.`,
  },
});
