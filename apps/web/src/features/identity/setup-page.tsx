import { useNavigate } from "@tanstack/react-router";
import { readSetup } from "@wopr/contracts";
import { useEffect, useState } from "react";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { Loaded } from "../../ui/states.tsx";
import { DeviceForm } from "./device-form.tsx";
import { DoneAlready } from "./done-already.tsx";
import { OwnerForm } from "./owner-form.tsx";

/** The first run: an owner account, then how this device shows things. */
export function SetupPage() {
  const setup = useEndpoint(readSetup, {});
  const [step, setStep] = useState<"owner" | "device">("owner");
  const navigate = useNavigate();
  useEffect(() => {
    document.title = "Set up · WOPR";
  }, []);
  if (step === "device") return <DeviceForm done={() => navigate({ to: "/play" }).catch(() => {})} />;
  return (
    <Loaded query={setup} what="the set-up">
      {({ needed }) => (needed ? <OwnerForm done={() => setStep("device")} /> : <DoneAlready />)}
    </Loaded>
  );
}
