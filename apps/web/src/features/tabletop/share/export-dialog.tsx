import { Button, Modal } from "@mantine/core";
import { IconDownload, IconExternalLink } from "@tabler/icons-react";
import {
  downloadExport,
  exportGame,
  type GameDetailWire,
  makeBugBundle,
  readExport,
  requestExport,
} from "@wopr/contracts";
import { type ReactNode, useState } from "react";
import { useApi } from "../../../api/context.tsx";
import { useAct } from "../../../api/use-act.tsx";
import { useEndpoint } from "../../../api/use-endpoint.ts";
import { useQuiet } from "../../../ui/quiet.ts";
import { StateMark } from "../../../ui/state-mark.tsx";
import { sayFailed } from "../../../ui/toast.tsx";
import { bytesText, quoted, shareText } from "../../../ui/words.ts";
import styles from "./export-dialog.module.css";
import { saveBlob } from "./save-blob.ts";

/** A game as a file: for another WOPR, for chess programs, for BG Stats, for paper. */
export function ExportDialog(props: {
  readonly game: GameDetailWire;
  readonly opened: boolean;
  readonly close: () => void;
}) {
  const { game, opened, close } = props;
  useQuiet(opened);
  return (
    <Modal opened={opened} onClose={close} size="lg" title={`Save ${game.name}`}>
      {opened ? <Content game={game} /> : null}
    </Modal>
  );
}

function Content({ game }: { readonly game: GameDetailWire }) {
  const { client } = useApi();
  const url = (format: "json" | "pgn" | "fen" | "csv" | "bgstats" | "bgstats_link") =>
    client.url(exportGame, { params: { id: game.id }, query: { format } });
  const chess = game.pack_id === "chess";
  const over = game.status === "completed";
  return (
    <ul className={styles["list"]}>
      <ZipExport game={game} />
      {chess ? (
        <>
          <Line label="Moves for chess programs" text="PGN with comments and arrows.">
            <Save href={url("pgn")} />
          </Line>
          <Line label="The position" text="FEN.">
            <Save href={url("fen")} />
          </Line>
        </>
      ) : null}
      <Line label="The log" text="JSON: every event, without photos.">
        <Save href={url("json")} />
      </Line>
      <Line label="Moves as a table" text="CSV for a spreadsheet.">
        <Save href={url("csv")} />
      </Line>
      <Line label="BG Stats" text={over ? "Opens the app with this play filled in." : "When the game is finished."}>
        {over ? <BgStats href={url("bgstats_link")} /> : null}
      </Line>
      <BugBundle game={game} />
    </ul>
  );
}

function Line(props: { readonly label: string; readonly text: ReactNode; readonly children?: ReactNode }) {
  return (
    <li className={styles["line"]}>
      <div className="grow">
        <p className={styles["label"]}>{props.label}</p>
        <p className="muted small">{props.text}</p>
      </div>
      {props.children}
    </li>
  );
}

const Save = ({ href }: { readonly href: string }) => (
  <Button component="a" href={href} download variant="default" leftSection={<IconDownload size={18} aria-hidden />}>
    Save
  </Button>
);

function BgStats({ href }: { readonly href: string }) {
  const [busy, setBusy] = useState(false);
  const open = () => {
    setBusy(true);
    fetch(href, { credentials: "same-origin" })
      .then((answer) => answer.text())
      .then((link) => location.assign(link.trim()))
      .catch(sayFailed)
      .finally(() => setBusy(false));
  };
  return (
    <Button variant="default" loading={busy} leftSection={<IconExternalLink size={18} aria-hidden />} onClick={open}>
      Open
    </Button>
  );
}

/** What takes longer is made in the background; it can be fetched once it is there. */
function ZipExport({ game }: { readonly game: GameDetailWire }) {
  const { client } = useApi();
  const make = useAct(requestExport);
  const id = make.data?.id;
  const progress = useEndpoint(
    readExport,
    { params: { id: game.id, eid: id ?? "" } },
    { enabled: id !== undefined, everyMs: 1_000 },
  );
  const now = progress.data ?? make.data;
  const running = now !== undefined && (now.status === "queued" || now.status === "processing");
  return (
    <Line
      label="Everything with photos"
      text={
        now?.status === "failed" ? (
          <span className="state-line">
            <StateMark state="failed" /> {quoted(now.error?.detail ?? "It could not be made.")}
          </span>
        ) : running ? (
          `${now.progress?.stage ?? "Waiting"}, ${shareText(now.progress?.share ?? 0)}`
        ) : now?.size_bytes ? (
          `Ready, ${bytesText(now.size_bytes)}.`
        ) : (
          "ZIP; another WOPR takes it in again."
        )
      }
    >
      {now?.status === "completed" ? (
        <Save href={client.url(downloadExport, { params: { id: game.id, eid: now.id } })} />
      ) : (
        <Button
          variant="default"
          loading={running || make.isPending}
          onClick={() => make.mutate({ params: { id: game.id }, body: { format: "zip" } })}
        >
          Make it
        </Button>
      )}
    </Line>
  );
}

function BugBundle({ game }: { readonly game: GameDetailWire }) {
  const { client } = useApi();
  const [busy, setBusy] = useState(false);
  const make = () => {
    setBusy(true);
    client
      .raw(makeBugBundle, { params: { id: game.id }, body: {} })
      .then((answer) => answer.blob())
      .then((blob) => saveBlob(blob, `wopr-bug-${game.id.slice(0, 8)}.zip`))
      .catch(sayFailed)
      .finally(() => setBusy(false));
  };
  return (
    <Line
      label="Bundle for a report"
      text="The last photos and what WOPR saw in them, without names of people or places. For whoever looks into a wrong reading."
    >
      <Button variant="default" loading={busy} leftSection={<IconDownload size={18} aria-hidden />} onClick={make}>
        Save
      </Button>
    </Line>
  );
}
