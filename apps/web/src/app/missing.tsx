import { Button } from "@mantine/core";
import { IconMapOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Empty, Failed } from "../ui/states.tsx";

/** An address that leads nowhere. */
export function Missing() {
  return (
    <Empty
      icon={<IconMapOff size={28} aria-hidden />}
      title="There is no page at this address"
      text="The link may be old, or a letter may be missing."
      action={
        <Button component={Link} to="/play">
          To the games
        </Button>
      }
    />
  );
}

/** A page that could not be shown. */
export function Broken({ error }: { readonly error: unknown }) {
  return (
    <Failed
      failure={error instanceof Error ? error : new Error("This page cannot be shown.")}
      retry={() => location.reload()}
    />
  );
}
