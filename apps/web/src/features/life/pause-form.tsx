import { Button, Modal, TextInput } from "@mantine/core";
import { addPause } from "@wopr/contracts";
import { useState } from "react";
import { useAct } from "../../api/use-act.tsx";
import { useSession } from "../../app/session.tsx";

/** Plans time off, for everything. */
export function PauseForm({ opened, close }: { readonly opened: boolean; readonly close: () => void }) {
  const { me } = useSession();
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [reason, setReason] = useState("");
  const add = useAct(addPause, { touches: () => [`life:${me.id}`], done: close });
  return (
    <Modal opened={opened} onClose={close} title="Plan time off">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate({ body: { from_day: from, to_day: to || from, ...(reason ? { reason } : {}) } });
        }}
      >
        <TextInput
          label="From"
          type="date"
          required
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput label="To" type="date" value={to} onChange={(event) => setTo(event.currentTarget.value)} />
        <TextInput
          label="Why, if you like"
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Button type="submit" loading={add.isPending} disabled={!from}>
          Plan it
        </Button>
      </form>
    </Modal>
  );
}
