import { Button, CopyButton, Modal, SegmentedControl, Select, TextInput } from "@mantine/core";
import { IconCheck, IconCopy, IconLink } from "@tabler/icons-react";
import {
  createShareLink,
  type GameDetailWire,
  listShareLinks,
  revokeShareLink,
  type ShareLinkWire,
} from "@wopr/contracts";
import { useState } from "react";
import { useAct } from "../../../api/use-act.tsx";
import { useEndpoint } from "../../../api/use-endpoint.ts";
import { useNow } from "../../../app/time.tsx";
import { useQuiet } from "../../../ui/quiet.ts";
import { StateMark } from "../../../ui/state-mark.tsx";
import { Loaded, Skeletons } from "../../../ui/states.tsx";
import { agoText } from "../../../ui/words.ts";
import styles from "./share-dialog.module.css";
import { untilText } from "./until.ts";

const DAYS = [
  { value: "1", label: "for a day" },
  { value: "7", label: "for a week" },
  { value: "30", label: "for 30 days" },
  { value: "365", label: "for a year" },
];
const PHOTOS: { readonly [P in ShareLinkWire["photos"]]: string } = {
  none: "no photos",
  board: "photos of the board alone",
  full: "whole photos",
};

/** Links for people without an account: what they may, what they see, and until when. */
export function ShareDialog(props: {
  readonly game: GameDetailWire;
  readonly opened: boolean;
  readonly close: () => void;
}) {
  const { game, opened, close } = props;
  useQuiet(opened);
  return (
    <Modal opened={opened} onClose={close} size="lg" title={`Share ${game.name}`}>
      {opened ? <Content game={game} /> : null}
    </Modal>
  );
}

function Content({ game }: { readonly game: GameDetailWire }) {
  const params = { id: game.id };
  const links = useEndpoint(listShareLinks, { params });
  const [label, setLabel] = useState("");
  const [scope, setScope] = useState<ShareLinkWire["scope"]>("view");
  const [photos, setPhotos] = useState<ShareLinkWire["photos"]>("board");
  const [days, setDays] = useState("30");
  const make = useAct(createShareLink, { done: () => void links.refetch() });
  return (
    <div className="stack">
      <form
        className="stack"
        aria-label="New link"
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate({ params, body: { label: label.trim(), scope, photos, expires_in_days: Number(days) } });
        }}
      >
        <TextInput
          label="Who it is for"
          placeholder="Grandparents"
          maxLength={60}
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        <div className={styles["choices"]}>
          <div className="stack-8">
            <span className={styles["choice"]}>They may</span>
            <SegmentedControl
              fullWidth
              aria-label="They may"
              data={[
                { value: "view", label: "watch" },
                { value: "comment", label: "watch and comment" },
              ]}
              value={scope}
              onChange={(value) => setScope(value as ShareLinkWire["scope"])}
            />
          </div>
          <Select
            label="They see"
            allowDeselect={false}
            data={Object.entries(PHOTOS).map(([value, text]) => ({ value, label: text }))}
            value={photos}
            onChange={(value) => setPhotos((value ?? "board") as ShareLinkWire["photos"])}
          />
          <Select
            label="It works"
            allowDeselect={false}
            data={DAYS}
            value={days}
            onChange={(value) => setDays(value ?? "30")}
          />
        </div>
        <Button
          type="submit"
          leftSection={<IconLink size={18} aria-hidden />}
          loading={make.isPending}
          style={{ alignSelf: "flex-start" }}
        >
          Make a link
        </Button>
      </form>
      {make.data ? <NewLink path={make.data.url} /> : null}
      <section aria-label="Links to this game" className="stack-8">
        <Loaded query={links} what="the links" skeleton={<Skeletons count={2} height={56} />}>
          {({ items }) =>
            items.length === 0 ? (
              <p className="muted small">Nobody without an account can see this game yet.</p>
            ) : (
              <ul className={styles["list"]}>
                {items.map((link) => (
                  <LinkLine key={link.id} gameId={game.id} link={link} changed={() => void links.refetch()} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </section>
    </div>
  );
}

/** The address is shown once: only its fingerprint is kept. */
function NewLink({ path }: { readonly path: string }) {
  const address = new URL(path, location.origin).href;
  return (
    <div className={styles["fresh"]} role="status">
      <p>
        <StateMark state="works" word="Done" /> This is the link. It is shown only now.
      </p>
      <div className={styles["address"]}>
        <TextInput
          className="grow"
          aria-label="The link"
          readOnly
          value={address}
          onFocus={(event) => event.currentTarget.select()}
        />
        <CopyButton value={address}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              onClick={copy}
              leftSection={copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}
            >
              {copied ? "Copied" : "Copy"}
            </Button>
          )}
        </CopyButton>
      </div>
    </div>
  );
}

function LinkLine(props: { readonly gameId: string; readonly link: ShareLinkWire; readonly changed: () => void }) {
  const { gameId, link, changed } = props;
  const now = useNow(30_000);
  const revoke = useAct(revokeShareLink, { done: changed });
  const ended = link.revoked_at !== null || new Date(link.expires_at) <= now;
  const state = link.revoked_at ? "Revoked" : ended ? "Expired" : `Works ${untilText(new Date(link.expires_at), now)}`;
  return (
    <li className={styles["line"]} data-ended={ended}>
      <StateMark state={ended ? "unknown" : "works"} word={ended ? "Ended" : "Works"} />
      <div className="grow">
        <p className={styles["label"]}>{link.label || "A link without a name"}</p>
        <p className="muted small">
          {state} · {link.scope === "view" ? "watch" : "watch and comment"} · {PHOTOS[link.photos]} ·{" "}
          {link.last_used_at ? `last used ${agoText(new Date(link.last_used_at), now)}` : "not used yet"}
        </p>
      </div>
      {ended ? null : (
        <Button
          variant="default"
          loading={revoke.isPending}
          aria-label={`Revoke the link ${link.label}`}
          onClick={() => revoke.mutate({ params: { id: gameId, lid: link.id } })}
        >
          Revoke
        </Button>
      )}
    </li>
  );
}
