/** The states of everything in the product, with one shape each. */
export type StateName = "works" | "running" | "attention" | "failed" | "unknown" | "planned";

const shapes: { readonly [Name in StateName]: { readonly color: string; readonly word: string } } = {
  works: { color: "var(--good)", word: "Works" },
  running: { color: "var(--info)", word: "In progress" },
  attention: { color: "var(--warn)", word: "Needs attention" },
  failed: { color: "var(--bad)", word: "Failed" },
  unknown: { color: "var(--muted)", word: "Not known" },
  planned: { color: "var(--muted)", word: "On hold" },
};

/** A state as shape, colour and, for those who do not see it, a word. `word=""` where the word stands beside it. */
export function StateMark({ state, word }: { readonly state: StateName; readonly word?: string }) {
  const { color, word: standard } = shapes[state];
  const look = {
    width: 12,
    height: 12,
    viewBox: "0 0 12 12",
    style: { color, flex: "none", display: "inline-block", verticalAlign: "-1px" },
  };
  if (word === "") {
    return (
      <svg aria-hidden="true" {...look}>
        <Shape state={state} />
      </svg>
    );
  }
  return (
    <svg role="img" aria-label={word ?? standard} {...look}>
      <Shape state={state} />
    </svg>
  );
}

function Shape({ state }: { readonly state: StateName }) {
  if (state === "works") return <circle cx="6" cy="6" r="5" fill="currentColor" />;
  if (state === "running")
    return (
      <>
        <circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
        <path d="M6 1.5a4.5 4.5 0 0 0 0 9z" fill="currentColor" />
      </>
    );
  if (state === "attention") return <path d="M6 .8 11.6 11H.4z" fill="currentColor" />;
  if (state === "failed")
    return <path d="M2 2l8 8M10 2l-8 8" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" />;
  if (state === "planned") return <path d="M6 .6 11.4 6 6 11.4.6 6z" fill="currentColor" />;
  return <circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.5" />;
}
