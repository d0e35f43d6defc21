import { ActionIcon, Menu } from "@mantine/core";
import { IconArrowBackUp, IconCheck, IconDots } from "@tabler/icons-react";
import type { FeedItemWire } from "@wopr/contracts";
import { useRef } from "react";
import { StateMark } from "../../ui/state-mark.tsx";
import styles from "./day.module.css";
import { isOpen, STATUS, xpText } from "./words.ts";

/** What can be done with a line. */
export interface LineActs {
  done(item: FeedItemWire): void;
  skip(item: FeedItemWire): void;
  move(item: FeedItemWire): void;
  undo(item: FeedItemWire): void;
}

/** How far a finger must go for a swipe to count, pixels. */
const SWIPE_PX = 80;

/** One occurrence: its time, name and state, one tap for done, a menu for the rest. */
export function ItemLine(props: {
  readonly item: FeedItemWire;
  readonly act: LineActs;
  readonly chosen: boolean;
  /** The line between what is due and what comes later stands before this one. */
  readonly nowBefore: boolean;
  readonly busy: boolean;
}) {
  const { item, act, chosen, busy } = props;
  const from = useRef<{ readonly x: number; readonly y: number } | null>(null);
  const { state, word } = STATUS[item.status];
  const open = isOpen(item);
  const swipe = (x: number, y: number) => {
    const begun = from.current;
    from.current = null;
    if (!begun || !open || Math.abs(y - begun.y) > SWIPE_PX / 2) return;
    if (x - begun.x > SWIPE_PX) act.done(item);
    else if (begun.x - x > SWIPE_PX) act.move(item);
  };
  return (
    <>
      {props.nowBefore ? (
        <li className={styles["now"]} aria-hidden>
          later
        </li>
      ) : null}
      <li
        className={styles["line"]}
        data-status={item.status}
        data-chosen={chosen}
        aria-current={chosen ? "true" : undefined}
        onTouchStart={({ touches }) => {
          const touch = touches[0];
          from.current = touch ? { x: touch.clientX, y: touch.clientY } : null;
        }}
        onTouchEnd={({ changedTouches }) => {
          const touch = changedTouches[0];
          if (touch) swipe(touch.clientX, touch.clientY);
        }}
      >
        <span className={styles["time"]} title={`${item.resolve_reason}, until ${item.window_end.slice(0, 5)}`}>
          {item.scheduled_time.slice(0, 5)}
        </span>
        <div className="grow">
          <div className={styles["name"]}>{item.name}</div>
          <div className="muted small">
            <StateMark state={state} word="" /> {word}
            {item.status === "pending" ? `: ${item.resolve_reason}` : ""}
            {item.current_streak > 1 ? ` · ${item.current_streak} in a row` : ""}
            {item.at_risk ? " · streak at risk" : ""}
            {item.moves >= 3 ? " · moved often: keep it, change its time, or stop it?" : ""}
            {open && xpText(item.stat_rewards) ? ` · ${xpText(item.stat_rewards)}` : ""}
          </div>
        </div>
        <div className={styles["acts"]}>
          {open ? (
            <ActionIcon
              size={44}
              variant="light"
              color="green"
              loading={busy}
              aria-label={`Done: ${item.name}`}
              onClick={() => act.done(item)}
            >
              <IconCheck size={22} aria-hidden />
            </ActionIcon>
          ) : null}
          {open ? (
            <Menu position="bottom-end" withinPortal>
              <Menu.Target>
                <ActionIcon size={44} variant="subtle" color="gray" aria-label={`More for ${item.name}`}>
                  <IconDots size={20} aria-hidden />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item mih={44} onClick={() => act.move(item)}>
                  Move…
                </Menu.Item>
                <Menu.Item mih={44} onClick={() => act.skip(item)}>
                  Skip this time
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          ) : null}
          {item.status === "completed" || item.status === "skipped" ? (
            <ActionIcon
              size={44}
              variant="subtle"
              color="gray"
              aria-label={`Undo: ${item.name}`}
              onClick={() => act.undo(item)}
            >
              <IconArrowBackUp size={20} aria-hidden />
            </ActionIcon>
          ) : null}
        </div>
      </li>
    </>
  );
}
