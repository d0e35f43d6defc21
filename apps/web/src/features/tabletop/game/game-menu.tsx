import { ActionIcon, Button, Menu, Modal, TextInput } from "@mantine/core";
import {
  IconAdjustments,
  IconArchive,
  IconDots,
  IconDownload,
  IconFlag,
  IconHandStop,
  IconPencil,
  IconPlayerPlay,
  IconRuler2,
  IconShare,
  IconTrash,
} from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { deleteGame, type GameDetailWire, restoreGame, updateGame } from "@wopr/contracts";
import { lazy, Suspense, useState } from "react";
import { useAct } from "../../../api/use-act.tsx";
import { Preview } from "../../../ui/preview.tsx";
import { Reason } from "../../../ui/reason.tsx";
import { reasonProblem } from "../../../ui/reason-rules.ts";
import { offerUndo } from "../../../ui/undo.tsx";
import { boardOf } from "../board/spec.ts";
import { usePacks } from "../use-packs.ts";

/** What is asked about a game at the moment. */
type Asked = "rename" | "delete" | "reopen" | "share" | "save" | "result" | "measure" | undefined;

const ShareDialog = lazy(() => import("../share/share-dialog.tsx").then((module) => ({ default: module.ShareDialog })));
const ExportDialog = lazy(() =>
  import("../share/export-dialog.tsx").then((module) => ({ default: module.ExportDialog })),
);
const MeasureDialog = lazy(() =>
  import("../measure/measure-dialog.tsx").then((module) => ({ default: module.MeasureDialog })),
);
const ScoreSheet = lazy(() => import("./score-sheet.tsx").then((module) => ({ default: module.ScoreSheet })));

/** What is done with a game as a whole. */
export function GameMenu({ game }: { readonly game: GameDetailWire }) {
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  const navigate = useNavigate();
  const touches = () => ["games", `game:${game.id}`];
  const params = { id: game.id };
  const update = useAct(updateGame, { touches, done: close });
  const restore = useAct(restoreGame, { touches });
  const remove = useAct(deleteGame, {
    touches: () => ["games"],
    done: () => {
      close();
      offerUndo({ text: `"${game.name}" is in the trash.`, undo: () => restore.mutateAsync({ params }) });
      navigate({ to: "/play" }).catch(() => {});
    },
  });
  const leave = () => update.mutate({ params, body: { status: "abandoned" } });
  const table = boardOf(game, usePacks())?.kind === "table";
  const over = game.status === "completed" || game.status === "abandoned";
  return (
    <>
      <Menu position="bottom-end" width={260}>
        <Menu.Target>
          <ActionIcon variant="default" aria-label="More about this game">
            <IconDots size={22} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {table ? <Item icon={IconRuler2} label="Measure" run={() => setAsked("measure")} /> : null}
          <Item icon={IconShare} label="Share with a link" run={() => setAsked("share")} />
          <Item icon={IconDownload} label="Save as a file" run={() => setAsked("save")} />
          <Menu.Divider />
          <Item icon={IconPencil} label="Rename" run={() => setAsked("rename")} />
          {over ? null : (
            <Item
              icon={IconAdjustments}
              label="Camera, corners and colours"
              run={() => navigate({ to: "/play/$gameId/prepare", params: { gameId: game.id } }).catch(() => {})}
            />
          )}
          {game.agree_policy === "auto_when_sure" && !over ? (
            <Item
              icon={IconHandStop}
              label="Always ask before a move counts"
              run={() => update.mutate({ params, body: { agree_policy: "ask" } })}
            />
          ) : null}
          {game.status === "in_progress" ? (
            <Item icon={IconFlag} label="Finish: the result" run={() => setAsked("result")} />
          ) : null}
          {over ? null : <Item icon={IconArchive} label="Leave it unfinished" run={leave} />}
          {over ? <Item icon={IconPlayerPlay} label="Reopen" run={() => setAsked("reopen")} /> : null}
          <Menu.Divider />
          <Item
            icon={IconTrash}
            label={game.demo ? "Throw the sample away" : "Delete"}
            run={() => setAsked("delete")}
          />
        </Menu.Dropdown>
      </Menu>
      <Suspense fallback={null}>
        {asked === "share" ? <ShareDialog game={game} opened close={close} /> : null}
        {asked === "save" ? <ExportDialog game={game} opened close={close} /> : null}
        {asked === "measure" ? <MeasureDialog game={game} opened close={close} /> : null}
        {asked === "result" ? <ScoreSheet game={game} opened close={close} /> : null}
      </Suspense>
      <Rename
        game={game}
        opened={asked === "rename"}
        close={close}
        busy={update.isPending}
        save={(name) => update.mutate({ params, body: { name } })}
      />
      <Preview
        title={`Delete "${game.name}"?`}
        opened={asked === "delete"}
        close={close}
        consequences={[
          { count: game.captures.length, text: "photos go with it" },
          { count: 1, text: "game goes into the trash" },
        ]}
        undo="It can be taken back for 30 days; after that it is gone for good."
        act={{ label: "Delete", run: () => remove.mutate({ params }), busy: remove.isPending, danger: true }}
      />
      <Reopen
        game={game}
        opened={asked === "reopen"}
        close={close}
        busy={update.isPending}
        save={(reason) => update.mutate({ params, body: { status: "in_progress", reason } })}
      />
    </>
  );
}

function Item(props: { readonly icon: typeof IconPencil; readonly label: string; readonly run: () => void }) {
  const Icon = props.icon;
  return (
    <Menu.Item mih={44} leftSection={<Icon size={20} aria-hidden />} onClick={props.run}>
      {props.label}
    </Menu.Item>
  );
}

function Rename(props: {
  readonly game: GameDetailWire;
  readonly opened: boolean;
  readonly close: () => void;
  readonly busy: boolean;
  readonly save: (name: string) => void;
}) {
  const { game, opened, close, busy, save } = props;
  const [name, setName] = useState(game.name);
  return (
    <Modal opened={opened} onClose={close} title="Rename the game">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          save(name);
        }}
      >
        <TextInput
          label="Name"
          required
          maxLength={120}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" loading={busy}>
          Save
        </Button>
      </form>
    </Modal>
  );
}

function Reopen(props: {
  readonly game: GameDetailWire;
  readonly opened: boolean;
  readonly close: () => void;
  readonly busy: boolean;
  readonly save: (reason: string) => void;
}) {
  const { game, opened, close, busy, save } = props;
  const [reason, setReason] = useState("");
  const problem = reasonProblem(reason);
  return (
    <Preview
      title={`Reopen "${game.name}"?`}
      opened={opened}
      close={close}
      consequences={[]}
      undo="It can be finished again at any time."
      blocked={problem ? "Say why first." : undefined}
      act={{ label: "Reopen", run: () => save(reason.trim()), busy }}
    >
      <Reason
        value={reason}
        change={setReason}
        offered={["We play on.", "It was ended by mistake.", "The result has to be corrected."]}
      />
    </Preview>
  );
}
