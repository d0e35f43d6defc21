import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { type LifeItemWire, listLifeItems, listPauses, removePause } from "@wopr/contracts";
import { useState } from "react";
import { useAct } from "../../api/use-act.tsx";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { useSession } from "../../app/session.tsx";
import { Section } from "../../ui/page.tsx";
import { Empty, Loaded, Skeletons } from "../../ui/states.tsx";
import styles from "./day.module.css";
import { DayFrame } from "./day-frame.tsx";
import { ItemForm } from "./item-form.tsx";
import { PauseForm } from "./pause-form.tsx";
import { ANCHOR_WORDS, xpText } from "./words.ts";

/** What is planned: items, and time off. */
export function PlanPage() {
  const items = useEndpoint(listLifeItems, {});
  const [editing, setEditing] = useState<LifeItemWire | "new" | null>(null);
  const add = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setEditing("new")}>
      Add an item
    </Button>
  );
  const active = items.data?.items.filter(({ is_active }) => is_active) ?? [];
  const stopped = items.data?.items.filter(({ is_active }) => !is_active) ?? [];
  return (
    <DayFrame
      title="Plan"
      sentence={
        items.data
          ? `${active.length} ${active.length === 1 ? "item comes" : "items come"} by themselves.`
          : "One moment."
      }
      action={add}
    >
      <Loaded query={items} what="your items" skeleton={<Skeletons />}>
        {() =>
          active.length + stopped.length === 0 ? (
            <Empty
              title="Nothing planned yet"
              text="An item says what, when, how often, and what it is worth."
              action={add}
            />
          ) : (
            <div className="stack">
              <ul className={styles["list"]} aria-label="Items">
                {active.map((item) => (
                  <ItemRow key={item.id} item={item} edit={() => setEditing(item)} />
                ))}
              </ul>
              {stopped.length > 0 ? (
                <Section title="Stopped" sentence="They come no more; what happened stays.">
                  <ul className={styles["list"]} aria-label="Stopped items">
                    {stopped.map((item) => (
                      <ItemRow key={item.id} item={item} edit={() => setEditing(item)} />
                    ))}
                  </ul>
                </Section>
              ) : null}
            </div>
          )
        }
      </Loaded>
      <Pauses />
      <ItemForm editing={editing} close={() => setEditing(null)} />
    </DayFrame>
  );
}

function ItemRow({ item, edit }: { readonly item: LifeItemWire; readonly edit: () => void }) {
  const anchor = ANCHOR_WORDS.find(([code]) => code === item.anchor)?.[1] ?? item.anchor ?? "Morning";
  return (
    <li className={styles["line"]}>
      <div className="grow">
        <div className={styles["name"]}>{item.name}</div>
        <div className="muted small">
          {item.schedule_words} ·{" "}
          {item.exact_time ? `at ${item.exact_time}` : anchor.replace(/^./, (first) => first.toLowerCase())}
          {xpText(item.stat_rewards) ? ` · ${xpText(item.stat_rewards)}` : ""}
        </div>
      </div>
      <Button variant="default" onClick={edit} aria-label={`Change ${item.name}`}>
        Change
      </Button>
    </li>
  );
}

function Pauses() {
  const { me } = useSession();
  const pauses = useEndpoint(listPauses, {});
  const [adding, setAdding] = useState(false);
  const resume = useAct(removePause, { touches: () => [`life:${me.id}`] });
  return (
    <Section
      title="Time off"
      sentence="A pause costs nothing: nothing is due, nothing is missed, no streak ends."
      action={
        <Button variant="default" onClick={() => setAdding(true)}>
          Plan time off
        </Button>
      }
    >
      <Loaded query={pauses} what="time off" skeleton={<Skeletons count={1} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="muted">No time off is planned.</p>
          ) : (
            <ul className={styles["list"]} aria-label="Time off">
              {items.map((pause) => (
                <li key={pause.id} className={styles["line"]}>
                  <div className="grow">
                    {pause.from_day} to {pause.to_day}: {pause.item_code ?? "everything but what is essential"}
                    {pause.reason ? <span className="muted">, {pause.reason}</span> : null}
                  </div>
                  <Button variant="default" onClick={() => resume.mutate({ params: { id: pause.id } })}>
                    End it
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <PauseForm opened={adding} close={() => setAdding(false)} />
    </Section>
  );
}
