import { Button, SegmentedControl, Select, useMantineColorScheme } from "@mantine/core";
import { useState } from "react";
import { chooseLook, chosenLook, LOOKS, type Look } from "../../app/look.ts";
import { chooseZone, deviceZone, knownZones } from "../../app/zone.ts";
import { Gate } from "./gate.tsx";

/** How this device shows times and colours. Everything can be changed later, so it can be skipped. */
export function DeviceForm({ done }: { readonly done: () => void }) {
  const [zone, setZone] = useState(deviceZone);
  const [look, setLook] = useState(chosenLook);
  const { setColorScheme } = useMantineColorScheme();
  return (
    <Gate
      step="Step 2 of 2"
      title="On this device"
      sentence="Times are shown in your zone, and new games begin in it. You can change both under System."
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          chooseZone(zone);
          done();
        }}
      >
        <Select
          label="Time zone"
          searchable
          allowDeselect={false}
          data={[...knownZones()]}
          value={zone}
          onChange={(value) => setZone(value ?? zone)}
        />
        <div>
          <div style={{ marginBottom: 4, fontWeight: 500 }} id="look-label">
            Look
          </div>
          <SegmentedControl
            fullWidth
            orientation="vertical"
            aria-labelledby="look-label"
            data={LOOKS.map(({ value, label }) => ({ value, label }))}
            value={look}
            onChange={(value) => {
              setLook(value as Look);
              chooseLook(value as Look, setColorScheme);
            }}
          />
        </div>
        <Button type="submit" size="lg">
          Go on
        </Button>
        <Button variant="subtle" color="gray" onClick={done}>
          Skip
        </Button>
      </form>
    </Gate>
  );
}
