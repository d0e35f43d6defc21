import { Button, CopyButton } from "@mantine/core";
import { Partial } from "../../ui/states.tsx";
import styles from "./keys-page.module.css";

/** Something that is shown this once: a link, a key, codes. */
export function ShownOnce({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <div className="stack">
      <Partial>{what} It is not shown again.</Partial>
      <code className={styles["secret"]} style={{ whiteSpace: "pre-wrap" }}>
        {text}
      </code>
      <CopyButton value={text}>
        {({ copied, copy }) => <Button onClick={copy}>{copied ? "Copied" : "Copy"}</Button>}
      </CopyButton>
    </div>
  );
}
