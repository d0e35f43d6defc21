import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Gate } from "./gate.tsx";

/** The set-up link of an installation that has its owner. */
export function DoneAlready() {
  return (
    <Gate title="This is set up already" sentence="The owner account exists, so this link has done its work.">
      <Button component={Link} to="/sign-in" size="lg">
        Sign in
      </Button>
    </Gate>
  );
}
