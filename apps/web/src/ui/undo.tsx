import { Button } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { StateMark } from "./state-mark.tsx";
import { forgetActs, hideToast, sayFailed, showToast, UNDO_TOAST } from "./toast.tsx";

/** How long an act can be taken back from its toast; History keeps the same act for ever. */
export const UNDO_MS = 10_000;

/** Says what was done and offers to take it back. One offer at a time: a newer act replaces the older toast. */
export function offerUndo({ text, undo }: { readonly text: string; readonly undo: () => Promise<unknown> }): void {
  const id = UNDO_TOAST;
  forgetActs();
  const takeBack = () => {
    hideToast(id);
    undo().catch(sayFailed);
  };
  showToast({
    id,
    autoClose: UNDO_MS,
    icon: <StateMark state="works" word="Done" />,
    message: (
      <div className="row" style={{ justifyContent: "space-between", flexWrap: "nowrap" }}>
        <span className="grow">{text}</span>
        <Button
          style={{ flex: "none" }}
          variant="default"
          leftSection={<IconArrowBackUp size={18} aria-hidden />}
          onClick={takeBack}
        >
          Undo
        </Button>
      </div>
    ),
  });
}
