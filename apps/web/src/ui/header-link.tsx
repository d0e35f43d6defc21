import { Button } from "@mantine/core";
import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import styles from "./header-link.module.css";

/** A second action in the head of a page; on phones its icon alone. */
export function HeaderLink(props: {
  readonly label: string;
  readonly icon: ReactNode;
  readonly link: Pick<LinkProps, "to" | "params" | "search">;
}) {
  const { label, icon, link } = props;
  return (
    <Button
      renderRoot={(root) => <Link {...root} {...(link as LinkProps)} />}
      className={styles["link"] ?? ""}
      variant="default"
      leftSection={icon}
      aria-label={label}
      title={label}
    >
      {label}
    </Button>
  );
}
