import { Button, Modal, NativeSelect, NumberInput } from "@mantine/core";
import { listActivityTypes, logActivity, undoAction } from "@wopr/contracts";
import { useState } from "react";
import { useAct } from "../../api/use-act.tsx";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { useSession } from "../../app/session.tsx";
import { Loaded } from "../../ui/states.tsx";
import { offerUndo } from "../../ui/undo.tsx";
import { xpText } from "./words.ts";

/** Logs something beside the routines: what, how long, how hard. */
export function LogActivity({ opened, close }: { readonly opened: boolean; readonly close: () => void }) {
  return (
    <Modal opened={opened} onClose={close} title="Log an activity">
      {opened ? <Form close={close} /> : null}
    </Modal>
  );
}

function Form({ close }: { readonly close: () => void }) {
  const { me } = useSession();
  const touches = () => [`life:${me.id}`];
  const types = useEndpoint(listActivityTypes, {});
  const [type, setType] = useState("gym_session");
  const [minutes, setMinutes] = useState<number | string>(60);
  const [intensity, setIntensity] = useState<"low" | "normal" | "high" | "extreme">("normal");
  const undo = useAct(undoAction, { touches });
  const log = useAct(logActivity, {
    touches,
    done: (logged) => {
      close();
      const id = logged.action_id;
      if (id)
        offerUndo({ text: `Logged. ${xpText(logged.xp_granted)}`, undo: () => undo.mutateAsync({ params: { id } }) });
    },
  });
  return (
    <Loaded query={types} what="the kinds of activity">
      {(data) => (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            log.mutate({
              body: { type, intensity, ...(typeof minutes === "number" ? { duration_minutes: minutes } : {}) },
            });
          }}
        >
          <NativeSelect
            label="What"
            value={type}
            onChange={(event) => setType(event.currentTarget.value)}
            data={data.types
              .filter(({ system_only }) => !system_only)
              .map(({ code, domain, xp }) => ({
                value: code,
                label: `${code.replaceAll("_", " ")} (${domain}, ${xpText(xp)})`,
              }))}
          />
          <NumberInput label="Minutes" min={1} max={600} value={minutes} onChange={setMinutes} />
          <NativeSelect
            label="How hard"
            value={intensity}
            onChange={(event) => setIntensity(event.currentTarget.value as "low")}
            data={["low", "normal", "high", "extreme"]}
          />
          <Button type="submit" loading={log.isPending}>
            Log it
          </Button>
        </form>
      )}
    </Loaded>
  );
}
