import { defineErrors } from "@wopr/kernel";

/** Failures of the event stream. */
export const EventErrors = defineErrors("events", {
  topic_refused: {
    status: 403,
    retry: "never",
    text: (p: { topic: string }) => `There is no topic "${p.topic}" that you may listen to. Leave it out.`,
  },
  too_many_topics: {
    status: 422,
    retry: "never",
    text: (p: { count: number; most: number }) =>
      `${p.count} topics are too many for one stream; ask for at most ${p.most}.`,
  },
  too_large: {
    status: 500,
    retry: "never",
    text: (p: { kind: string; bytes: number; most: number }) =>
      `The event ${p.kind} has ${p.bytes} bytes of data; an event carries ids and small facts, at most ${p.most} bytes.`,
  },
});
