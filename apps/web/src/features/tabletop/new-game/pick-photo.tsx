import { Button } from "@mantine/core";
import { type ReactNode, useRef } from "react";
import { PHOTO_TYPES } from "../game/photo-file.ts";

/** A button that takes a photo with this device's own camera app, or picks a file. Works on plain HTTP too. */
export function PickPhoto(props: {
  readonly label: string;
  readonly icon: ReactNode;
  readonly busy: boolean;
  /** Something else on the page is to be pressed first. */
  readonly quiet?: boolean;
  readonly send: (photo: File) => void;
}) {
  const { label, icon, busy, quiet = false, send } = props;
  const file = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        size={quiet ? "md" : "lg"}
        variant={quiet ? "default" : "filled"}
        leftSection={icon}
        loading={busy}
        onClick={() => file.current?.click()}
      >
        {label}
      </Button>
      <input
        ref={file}
        type="file"
        accept={PHOTO_TYPES}
        hidden
        aria-label="Photo of the board"
        onChange={(event) => {
          const photo = event.currentTarget.files?.[0];
          event.currentTarget.value = "";
          if (photo) send(photo);
        }}
      />
    </>
  );
}
