import { useEffect } from "react";
import { hideToast } from "./toast.tsx";
import { UNDO_TOAST } from "./undo.tsx";

/** Takes the offer to undo away while something large lies over the page; the same act stays on the page and in History. */
export function useQuiet(opened: boolean): void {
  useEffect(() => {
    if (opened) hideToast(UNDO_TOAST);
  }, [opened]);
}
