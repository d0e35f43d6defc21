import { Button } from "@mantine/core";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { type ApiKeyWire, listApiKeys, revokeApiKey } from "@wopr/contracts";
import { useState } from "react";
import { useAct } from "../../api/use-act.tsx";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { useNow } from "../../app/time.tsx";
import { Age } from "../../ui/age.tsx";
import { Page } from "../../ui/page.tsx";
import { Preview } from "../../ui/preview.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { Empty, Loaded, Skeletons } from "../../ui/states.tsx";
import { countText } from "../../ui/words.ts";
import { keyState } from "./key-words.ts";
import styles from "./keys-page.module.css";
import { MakeKey } from "./make-key.tsx";

/** API keys: who else may use this installation, and what for. */
export function KeysPage() {
  const keys = useEndpoint(listApiKeys, {});
  const [making, setMaking] = useState(false);
  const now = useNow(60_000);
  const make = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setMaking(true)}>
      Make a key
    </Button>
  );
  const active = keys.data?.items.filter((key) => keyState(key, now).state === "works").length ?? 0;
  return (
    <Page
      title="API keys"
      sentence={
        keys.data ? (active === 0 ? "No key works." : `${countText(active, "key works", "keys work")}.`) : "One moment."
      }
      back={{ label: "System", to: "/system" }}
      action={keys.data && keys.data.items.length > 0 ? make : null}
    >
      <Loaded query={keys} what="the keys" skeleton={<Skeletons />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty
              icon={<IconKey size={28} aria-hidden />}
              title="No keys yet"
              text="A camera process, a script or an older client signs in with a key. Each key does only what it names."
              action={make}
            />
          ) : (
            <ul className={styles["list"]} aria-label="Keys">
              {items.map((key) => (
                <KeyLine key={key.id} item={key} now={now} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <MakeKey
        opened={making}
        close={() => {
          setMaking(false);
          keys.refetch().catch(() => {});
        }}
      />
    </Page>
  );
}

function KeyLine({ item, now }: { readonly item: ApiKeyWire; readonly now: Date }) {
  const [asking, setAsking] = useState(false);
  const keys = useEndpoint(listApiKeys, {});
  const revoke = useAct(revokeApiKey, {
    done: () => {
      setAsking(false);
      keys.refetch().catch(() => {});
    },
  });
  const { state, text } = keyState(item, now);
  return (
    <li className={styles["line"]}>
      <div className="grow">
        <div className={styles["name"]}>{item.name}</div>
        <div className="muted small">
          <StateMark state={state} word="" /> {text} · <code>wopr_{item.prefix.replace(/^wopr_/, "")}…</code> ·{" "}
          {item.last_used_at ? (
            <>
              used <Age at={item.last_used_at} />
            </>
          ) : (
            "never used"
          )}
        </div>
        <div className="muted small">{item.permissions.join(", ")}</div>
      </div>
      {state === "works" ? (
        <Button variant="default" onClick={() => setAsking(true)}>
          Revoke
        </Button>
      ) : null}
      <Preview
        title={`Revoke "${item.name}"?`}
        opened={asking}
        close={() => setAsking(false)}
        consequences={[{ count: 1, text: "key stops working within 5 seconds", exception: true }]}
        undo="This cannot be undone. A new key can be made at any time."
        act={{
          label: "Revoke",
          run: () => revoke.mutate({ params: { id: item.id } }),
          busy: revoke.isPending,
          danger: true,
        }}
      />
    </li>
  );
}
