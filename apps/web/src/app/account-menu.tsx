import { Menu, useMantineColorScheme } from "@mantine/core";
import { IconCheck, IconDots, IconLogout, IconSearch, IconUserCircle } from "@tabler/icons-react";
import { useState } from "react";
import { LiveMark } from "../ui/live-mark.tsx";
import styles from "./account-menu.module.css";
import { chooseLook, chosenLook, LOOKS } from "./look.ts";
import { useSession } from "./session.tsx";

/** Who is signed in, the look, and the way out. On phones it is the "More" of the bottom bar. */
export function AccountMenu({ find }: { readonly find: () => void }) {
  const { me, signOut } = useSession();
  const { setColorScheme } = useMantineColorScheme();
  const [look, setLook] = useState(chosenLook);
  return (
    <Menu position="right-end" width={260} withinPortal>
      <Menu.Target>
        <button type="button" className={styles["target"]} aria-label={`Account of ${me.name}, look and sign-out`}>
          <IconUserCircle size={22} stroke={1.75} className={styles["person"]} aria-hidden />
          <IconDots size={22} className={styles["dots"]} aria-hidden />
          <span className={styles["name"]}>{me.name}</span>
          <span className={styles["more"]}>More</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {me.email ?? me.name} · {me.role}
        </Menu.Label>
        <div className={styles["live"]}>
          <LiveMark />
        </div>
        <Menu.Item leftSection={<IconSearch size={18} aria-hidden />} onClick={find} className={styles["item"] ?? ""}>
          Find anything
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>Look</Menu.Label>
        {LOOKS.map(({ value, label }) => (
          <Menu.Item
            key={value}
            className={styles["item"] ?? ""}
            closeMenuOnClick={false}
            role="menuitemradio"
            aria-checked={look === value}
            rightSection={look === value ? <IconCheck size={18} aria-hidden /> : null}
            onClick={() => {
              setLook(value);
              chooseLook(value, setColorScheme);
            }}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout size={18} aria-hidden />}
          onClick={signOut}
          className={styles["item"] ?? ""}
        >
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
