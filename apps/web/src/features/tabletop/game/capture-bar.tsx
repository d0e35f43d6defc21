import { ActionIcon, Button, Menu, Tooltip } from "@mantine/core";
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconCamera,
  IconDeviceMobile,
  IconDots,
  IconPencil,
  IconPhotoUp,
} from "@tabler/icons-react";
import { useRef } from "react";
import styles from "./capture-bar.module.css";
import { PHOTO_TYPES } from "./photo-file.ts";

/** The way photos come in, and the way back. Always at the bottom, in reach of the thumb. */
export function CaptureBar(props: {
  readonly label: string;
  /** Something else on the page wants to be pressed first. */
  readonly quiet: boolean;
  /** Photos of this kind of game are kept but not read: moves are entered. */
  readonly byHand: boolean;
  readonly hasCamera: boolean;
  readonly busy: boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly trigger: () => void;
  readonly send: (photo: Blob) => void;
  readonly openLive: (() => void) | undefined;
  readonly enter: () => void;
  readonly undo: () => void;
  readonly redo: () => void;
}) {
  const { label, quiet, byHand, hasCamera, busy, canUndo, canRedo, trigger, send, openLive, enter, undo, redo } = props;
  const file = useRef<HTMLInputElement>(null);
  const pick = () => file.current?.click();
  const shoot = hasCamera ? trigger : (openLive ?? pick);
  return (
    <div className={styles["bar"]} role="toolbar" aria-label="Photo and moves">
      <div className={styles["side"]}>
        <Tooltip label="Undo (U)">
          <ActionIcon size={48} aria-label="Undo the last change" disabled={!canUndo} onClick={undo}>
            <IconArrowBackUp size={24} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Redo (Shift U)">
          <ActionIcon size={48} aria-label="Redo what was taken back" disabled={!canRedo} onClick={redo}>
            <IconArrowForwardUp size={24} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
      <Button
        id="capture"
        className={styles["capture"] ?? ""}
        leftSection={byHand ? <IconPencil size={26} aria-hidden /> : <IconCamera size={26} aria-hidden />}
        variant={quiet ? "default" : "filled"}
        loading={busy}
        onClick={byHand ? enter : shoot}
      >
        {byHand ? "Enter move" : label}
      </Button>
      <div className={styles["side"]} data-end>
        {byHand ? (
          <Tooltip label="Take a photo (Space)">
            <ActionIcon size={48} aria-label="Take a photo" onClick={shoot}>
              <IconCamera size={24} aria-hidden />
            </ActionIcon>
          </Tooltip>
        ) : (
          <Tooltip label="Enter a move by hand (E)">
            <ActionIcon size={48} aria-label="Enter a move by hand" onClick={enter}>
              <IconPencil size={24} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
        <Menu position="top-end">
          <Menu.Target>
            <ActionIcon size={48} aria-label="Other ways to bring a photo">
              <IconDots size={24} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item mih={44} leftSection={<IconPhotoUp size={20} aria-hidden />} onClick={pick}>
              Choose or take a photo on this device
            </Menu.Item>
            {openLive ? (
              <Menu.Item mih={44} leftSection={<IconDeviceMobile size={20} aria-hidden />} onClick={openLive}>
                Live picture of this device
              </Menu.Item>
            ) : null}
          </Menu.Dropdown>
        </Menu>
      </div>
      <input
        ref={file}
        type="file"
        accept={PHOTO_TYPES}
        capture="environment"
        hidden
        aria-label="Photo of the board"
        onChange={(event) => {
          const photo = event.currentTarget.files?.[0];
          event.currentTarget.value = "";
          if (photo) send(photo);
        }}
      />
    </div>
  );
}
