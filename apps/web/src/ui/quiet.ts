import { useEffect } from "react";
import { hideToast, UNDO_TOAST } from "./toast.tsx";

/** Takes the offer to undo away while something large lies over the page; the same act stays on the page and in History. */
export function useQuiet(opened: boolean): void {
  useEffect(() => {
    if (opened) hideToast(UNDO_TOAST);
  }, [opened]);
}
