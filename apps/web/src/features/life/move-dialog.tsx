import { Button, Modal, TextInput } from "@mantine/core";
import { type FeedItemWire, listPostponeOptions, postponeOccurrence, type ResponseOf } from "@wopr/contracts";
import { useEffect, useState } from "react";
import { useAct } from "../../api/use-act.tsx";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { useSession } from "../../app/session.tsx";
import { Loaded, Skeletons } from "../../ui/states.tsx";

/** Nine ways to move an occurrence; 1 to 9 take one. */
export function MoveDialog(props: {
  readonly item: FeedItemWire | null;
  readonly close: () => void;
  readonly moved: (moved: ResponseOf<typeof postponeOccurrence>) => void;
}) {
  const { item, close, moved } = props;
  return (
    <Modal opened={item !== null} onClose={close} title={item ? `Move: ${item.name}` : "Move"}>
      {item ? <Choices item={item} moved={moved} /> : null}
    </Modal>
  );
}

function Choices({
  item,
  moved,
}: {
  readonly item: FeedItemWire;
  readonly moved: (moved: ResponseOf<typeof postponeOccurrence>) => void;
}) {
  const { me } = useSession();
  const options = useEndpoint(listPostponeOptions, { query: { occurrence_id: item.id } });
  const postpone = useAct(postponeOccurrence, { touches: () => [`life:${me.id}`], done: moved });
  const [date, setDate] = useState("");
  const [time, setTime] = useState("");
  const { mutate } = postpone;
  const targets = options.data?.targets;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = targets?.[Number(event.key) - 1];
      const typing = event.target instanceof HTMLInputElement;
      if (!typing && target?.available && target.code !== "custom")
        mutate({ params: { id: item.id }, body: { target: target.code as "lunch" } });
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [targets, item.id, mutate]);
  return (
    <Loaded query={options} what="where it can go" skeleton={<Skeletons count={4} height={44} />}>
      {(data) => (
        <div className="stack-8">
          {data.targets
            .filter(({ code }) => code !== "custom")
            .map((target, index) => (
              <Button
                key={target.code}
                variant="default"
                size="md"
                justify="space-between"
                fullWidth
                disabled={!target.available}
                rightSection={
                  <span className="muted small">
                    {target.available ? timeText(target.new_time ?? null) : target.why_not}
                  </span>
                }
                onClick={() => mutate({ params: { id: item.id }, body: { target: target.code as "lunch" } })}
              >
                {index + 1}. {target.name}
              </Button>
            ))}
          <form
            className="row-8"
            onSubmit={(event) => {
              event.preventDefault();
              const custom = { ...(date ? { custom_date: date } : {}), ...(time ? { custom_time: time } : {}) };
              mutate({ params: { id: item.id }, body: { target: "custom", ...custom } });
            }}
          >
            <TextInput
              className="grow"
              label="Another day"
              type="date"
              value={date}
              onChange={(event) => setDate(event.currentTarget.value)}
            />
            <TextInput
              className="grow"
              label="Another time"
              type="time"
              value={time}
              onChange={(event) => setTime(event.currentTarget.value)}
            />
            <Button type="submit" disabled={!date && !time} style={{ alignSelf: "end" }}>
              Move
            </Button>
          </form>
        </div>
      )}
    </Loaded>
  );
}

const timeText = (at: string | null) =>
  at === null
    ? ""
    : new Intl.DateTimeFormat("en-GB", { weekday: "short", hour: "2-digit", minute: "2-digit" }).format(new Date(at));
