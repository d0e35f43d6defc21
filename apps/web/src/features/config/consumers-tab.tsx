import { SegmentedControl } from "@mantine/core";
import { listConsumers } from "@wopr/contracts";
import { useState } from "react";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { Age } from "../../ui/age.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { Loaded } from "../../ui/states.tsx";
import styles from "./config.module.css";

const FILTERS = [
  { value: "all", label: "All" },
  { value: "not_on_head", label: "Not on the newest" },
  { value: "rejected", label: "Refused" },
  { value: "offline", label: "Offline" },
] as const;
type Filter = (typeof FILTERS)[number]["value"];

/** Who reads this namespace, and what they run. */
export function ConsumersTab({ ns, head }: { readonly ns: string; readonly head: number }) {
  const [filter, setFilter] = useState<Filter>("all");
  const consumers = useEndpoint(listConsumers, { params: { ns }, query: { state: filter } }, { keep: true });
  return (
    <div className="stack">
      <SegmentedControl
        aria-label="Which consumers"
        value={filter}
        onChange={(value) => setFilter(value as Filter)}
        data={[...FILTERS]}
      />
      <Loaded query={consumers} what="the consumers">
        {({ items }) =>
          items.length === 0 ? (
            <p className="muted">
              Nobody here. A program registers with PUT /api/v1/config/consumers/self and an API key with
              config:consume.
            </p>
          ) : (
            <ul className={styles["list"]} aria-label="Consumers">
              {items.map(({ id, name, instance, version, online, seen_at, states: [state] }) => (
                <li key={id} className={styles["card"]}>
                  <span className={styles["name"]}>
                    <StateMark
                      state={state?.outcome === "rejected" ? "failed" : online ? "works" : "unknown"}
                      word=""
                    />{" "}
                    {name}
                    {instance === "1" ? "" : ` (${instance})`}
                  </span>
                  <span className="grow small">
                    {version || "no version"} · runs revision{" "}
                    {state?.applied ?? (state?.outcome === "unchanged" ? head : "?")} ·{" "}
                    {state?.freshness ?? "not known"}
                    {state?.error ? <span> · refused: {state.error.message}</span> : null}
                  </span>
                  <span className="muted small">
                    {online ? "there" : "away"}, seen <Age at={seen_at} />
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </div>
  );
}
