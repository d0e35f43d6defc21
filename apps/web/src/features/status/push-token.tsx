import { Button, Code, CopyButton } from "@mantine/core";
import { issuePushToken } from "@wopr/contracts";
import { useState } from "react";
import { useAct } from "../../api/use-act.tsx";
import { Section } from "../../ui/page.tsx";
import styles from "./status.module.css";

/** Makes the token of a push check and shows it once. */
export function PushToken({ name }: { readonly name: string }) {
  const [url, setUrl] = useState<string>();
  const issue = useAct(issuePushToken, { done: (answer) => setUrl(answer.url) });
  return (
    <Section
      title="Sign of life"
      sentence="Whoever should be watched asks this address regularly. A new address makes the old one useless."
      action={
        <Button variant="default" loading={issue.isPending} onClick={() => issue.mutate({ params: { name } })}>
          Make an address
        </Button>
      }
    >
      {url ? (
        <div className={styles["card"]}>
          <p>Shown only now. For cron, for example:</p>
          <Code block>{`curl -fsS '${url}'`}</Code>
          <CopyButton value={url}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? "Copied" : "Copy the address"}
              </Button>
            )}
          </CopyButton>
        </div>
      ) : null}
    </Section>
  );
}
