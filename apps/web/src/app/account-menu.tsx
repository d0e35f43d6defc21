import { Button, Popover, SegmentedControl, useMantineColorScheme } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDots, IconLogout, IconSearch, IconUserCircle } from "@tabler/icons-react";
import { useState } from "react";
import { LiveMark } from "../ui/live-mark.tsx";
import styles from "./account-menu.module.css";
import { chooseLook, chosenLook, LOOKS, type Look } from "./look.ts";
import { useSession } from "./session.tsx";

/** Who is signed in, the look, and the way out. On phones it is the "More" of the bottom bar. */
export function AccountMenu({ find }: { readonly find: () => void }) {
  const { me, signOut } = useSession();
  const { setColorScheme } = useMantineColorScheme();
  const [look, setLook] = useState(chosenLook);
  const [opened, { toggle, close }] = useDisclosure(false);
  return (
    <Popover opened={opened} onDismiss={close} position="right-end" width={280} trapFocus shadow="md">
      <Popover.Target>
        <button
          type="button"
          className={styles["target"]}
          aria-label={`More: account of ${me.name}, look and sign-out`}
          onClick={toggle}
        >
          <IconUserCircle size={22} stroke={1.75} className={styles["person"]} aria-hidden />
          <IconDots size={22} className={styles["dots"]} aria-hidden />
          <span className={styles["name"]}>{me.name}</span>
          <span className={styles["more"]}>More</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Account and look">
        <div className={styles["panel"]}>
          <div>
            <div className={styles["who"]}>{me.name}</div>
            <div className="muted small">
              {me.email ?? "API key"}, {me.role}
            </div>
          </div>
          <LiveMark />
          <Button
            variant="default"
            leftSection={<IconSearch size={18} aria-hidden />}
            onClick={() => {
              close();
              find();
            }}
          >
            Find anything
          </Button>
          <SegmentedControl
            aria-label="Look"
            orientation="vertical"
            data={LOOKS.map(({ value, label }) => ({ value, label }))}
            value={look}
            onChange={(value) => {
              setLook(value as Look);
              chooseLook(value as Look, setColorScheme);
            }}
          />
          <Button variant="default" leftSection={<IconLogout size={18} aria-hidden />} onClick={signOut}>
            Sign out
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
