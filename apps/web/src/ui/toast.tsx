import type { NotificationData } from "@mantine/notifications";
import { StateMark } from "./state-mark.tsx";
import { sentenceOf } from "./states.tsx";

const SHORT_MS = 5_000;

/** Shows a toast. What draws it is loaded with the first one, so that it costs the first page nothing. */
export function showToast(toast: NotificationData): void {
  const styles = { icon: { background: "none", marginInlineEnd: 4 } } as const;
  import("@mantine/notifications")
    .then(({ notifications }) =>
      notifications.show({ styles, withBorder: true, closeButtonProps: { "aria-label": "Close", size: 44 }, ...toast }),
    )
    .catch(() => {});
}

/** Takes a toast away. */
export function hideToast(id: string): void {
  import("@mantine/notifications").then(({ notifications }) => notifications.hide(id)).catch(() => {});
}

/** Name of the one toast that offers to undo. */
export const UNDO_TOAST = "undo";
const DONE_TOAST = "done";

/** What was said before about acts; the newest act is the one that counts. */
export function forgetActs(): void {
  hideToast(UNDO_TOAST);
  hideToast(DONE_TOAST);
}

/** Says that something was done. */
export function sayDone(text: string): void {
  forgetActs();
  showToast({ id: DONE_TOAST, message: text, icon: <StateMark state="works" word="Done" />, autoClose: SHORT_MS });
}

/** Says what failed, in the sentence of whoever refused; stays long enough to be read. */
export function sayFailed(failure: unknown): void {
  const text = failure instanceof Error ? sentenceOf(failure) : "Something went wrong here. Load the page again.";
  showToast({ message: text, icon: <StateMark state="failed" word="Failed" />, autoClose: 12_000 });
}
