import { Kbd, Modal } from "@mantine/core";
import { keyCaps } from "./key-rules.ts";
import { useAllKeys } from "./keys.tsx";
import styles from "./keys-help.module.css";

/** The keys of the page, as a list. */
export function KeysHelp({ close }: { readonly close: () => void }) {
  const keys = useAllKeys();
  return (
    <Modal opened onClose={close} title="Keys of this page">
      <dl className={styles["list"]}>
        {keys.map(({ key, text, off }) => (
          <div key={key} className={styles["line"]} data-off={off ?? false}>
            <dt className={styles["caps"]}>
              {keyCaps(key).map((cap) => (
                <Kbd key={cap}>{cap}</Kbd>
              ))}
            </dt>
            <dd className={styles["text"]}>{text}</dd>
          </div>
        ))}
        <div className={styles["line"]}>
          <dt className={styles["caps"]}>
            <Kbd>Ctrl</Kbd>
            <Kbd>K</Kbd>
          </dt>
          <dd className={styles["text"]}>Find anything</dd>
        </div>
      </dl>
    </Modal>
  );
}
