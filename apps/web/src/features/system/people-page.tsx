import { Button, Modal, Select, TextInput } from "@mantine/core";
import { IconUserPlus } from "@tabler/icons-react";
import {
  changeUser,
  inviteUser,
  listInvitations,
  listUsers,
  makeResetLink,
  revokeInvitation,
  type UserWire,
} from "@wopr/contracts";
import { useState } from "react";
import type { z } from "zod";
import { useAct } from "../../api/use-act.tsx";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { useSession } from "../../app/session.tsx";
import { Age } from "../../ui/age.tsx";
import { Page, Section } from "../../ui/page.tsx";
import { Reason } from "../../ui/reason.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { Loaded, Skeletons, sentenceOf } from "../../ui/states.tsx";
import { sayDone } from "../../ui/toast.tsx";
import { countText } from "../../ui/words.ts";
import { useProof } from "../identity/index.ts";
import styles from "./keys-page.module.css";
import { ShownOnce } from "./shown-once.tsx";

type User = z.infer<typeof UserWire>;
const ROLES = ["owner", "admin", "operator", "approver", "member", "viewer"] as const;
type GivenRole = (typeof ROLES)[number];

/** Who may come in, and who is invited. */
export function PeoplePage() {
  const users = useEndpoint(listUsers, {});
  const [inviting, setInviting] = useState(false);
  const { me } = useSession();
  const mayChange = me.permissions.includes("people:admin");
  return (
    <Page
      title="People"
      sentence={
        users.data
          ? `${countText(users.data.items.length, "person has an account", "people have accounts")}.`
          : "One moment."
      }
      back={{ label: "System", to: "/system" }}
      action={
        mayChange ? (
          <Button leftSection={<IconUserPlus size={18} aria-hidden />} onClick={() => setInviting(true)}>
            Invite somebody
          </Button>
        ) : null
      }
    >
      <Loaded query={users} what="the people" skeleton={<Skeletons />}>
        {({ items }) => (
          <ul className={styles["list"]} aria-label="People">
            {items.map((user) => (
              <UserLine key={user.id} user={user} mayChange={mayChange} changed={() => void users.refetch()} />
            ))}
          </ul>
        )}
      </Loaded>
      {mayChange ? <Invitations /> : null}
      <Modal opened={inviting} onClose={() => setInviting(false)} title="Invite somebody">
        {inviting ? <Invite close={() => setInviting(false)} /> : null}
      </Modal>
    </Page>
  );
}

function UserLine(props: { readonly user: User; readonly mayChange: boolean; readonly changed: () => void }) {
  const { user, mayChange, changed } = props;
  const [editing, setEditing] = useState(false);
  return (
    <li className={styles["line"]}>
      <div className="grow">
        <div className={styles["name"]}>{user.name}</div>
        <div className="muted small">
          <StateMark state={user.status === "active" ? "works" : "planned"} word="" />{" "}
          {user.status === "active" ? "may come in" : "suspended"} · {user.role} · {user.email}
        </div>
      </div>
      {mayChange ? (
        <Button variant="default" onClick={() => setEditing(true)} aria-label={`Change ${user.name}`}>
          Change
        </Button>
      ) : null}
      <Modal opened={editing} onClose={() => setEditing(false)} title={user.name}>
        {editing ? <Change user={user} close={() => setEditing(false)} changed={changed} /> : null}
      </Modal>
    </li>
  );
}

function Change(props: { readonly user: User; readonly close: () => void; readonly changed: () => void }) {
  const { user, close, changed } = props;
  const [role, setRole] = useState(user.role as GivenRole);
  const [active, setActive] = useState(user.status === "active");
  const [reason, setReason] = useState("");
  const proof = useProof();
  const request = {
    params: { id: user.id },
    body: { role, status: active ? ("active" as const) : ("suspended" as const), reason },
  };
  const change = useAct(changeUser, {
    failed: (failure) => proof.needs(failure, () => change.mutate(request)),
    done: () => {
      sayDone(`${user.name} is changed. History can take it back.`);
      changed();
      close();
    },
  });
  const link = useAct(makeResetLink, {
    failed: (failure) => proof.needs(failure, () => link.mutate({ params: { id: user.id } })),
  });
  const weighty = role !== user.role || active !== (user.status === "active");
  return (
    <div className="stack">
      <Select
        label="Role"
        data={[...ROLES]}
        value={role}
        allowDeselect={false}
        onChange={(value) => setRole((value ?? role) as GivenRole)}
      />
      <Select
        label="May come in"
        data={[
          { value: "yes", label: "Yes" },
          { value: "no", label: "No: suspended, signed out everywhere" },
        ]}
        value={active ? "yes" : "no"}
        allowDeselect={false}
        onChange={(value) => setActive(value === "yes")}
      />
      {weighty ? <Reason value={reason} change={setReason} offered={["New task", "Left the household"]} /> : null}
      <Button
        disabled={!weighty || reason.trim().length < 3}
        loading={change.isPending}
        onClick={() => change.mutate(request)}
      >
        Change
      </Button>
      {link.data ? (
        <ShownOnce text={link.data.url} what="With this link they set a new password, once, within a day." />
      ) : (
        <Button variant="default" loading={link.isPending} onClick={() => link.mutate({ params: { id: user.id } })}>
          Make a link for a new password
        </Button>
      )}
      {proof.dialog}
    </div>
  );
}

function Invite({ close }: { readonly close: () => void }) {
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<GivenRole>("member");
  const invitations = useEndpoint(listInvitations, {});
  const invite = useAct(inviteUser, { failed: () => true, done: () => void invitations.refetch() });
  if (invite.data) {
    return (
      <div className="stack">
        <ShownOnce
          text={invite.data.url}
          what={`Hand this link to ${invite.data.email}. It works once, for seven days.`}
        />
        <Button variant="default" onClick={close}>
          I have kept it
        </Button>
      </div>
    );
  }
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        invite.mutate({ body: { email, role } });
      }}
    >
      <TextInput
        label="E-mail"
        type="email"
        required
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <Select
        label="Role"
        data={[...ROLES]}
        value={role}
        allowDeselect={false}
        onChange={(value) => setRole((value ?? role) as GivenRole)}
      />
      {invite.error ? (
        <p role="alert" style={{ color: "var(--bad)" }}>
          {sentenceOf(invite.error)}
        </p>
      ) : null}
      <Button type="submit" loading={invite.isPending}>
        Make the link
      </Button>
    </form>
  );
}

function Invitations() {
  const invitations = useEndpoint(listInvitations, {});
  const revoke = useAct(revokeInvitation, { done: () => void invitations.refetch() });
  const open = invitations.data?.items.filter(({ state }) => state === "open") ?? [];
  if (open.length === 0) return null;
  return (
    <Section title="Invited">
      <ul className={styles["list"]} aria-label="Open invitations">
        {open.map((one) => (
          <li key={one.id} className={styles["line"]}>
            <div className="grow">
              <div className={styles["name"]}>{one.email}</div>
              <div className="muted small">
                as {one.role} · invited <Age at={one.created_at} />
              </div>
            </div>
            <Button
              variant="default"
              aria-label={`Revoke the invitation of ${one.email}`}
              onClick={() => revoke.mutate({ params: { id: one.id } })}
            >
              Revoke
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
