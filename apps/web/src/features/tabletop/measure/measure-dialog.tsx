import { Modal } from "@mantine/core";
import { type GameDetailWire, readState } from "@wopr/contracts";
import { useEndpoint } from "../../../api/use-endpoint.ts";
import { useQuiet } from "../../../ui/quiet.ts";
import { Loaded, Skeletons } from "../../../ui/states.tsx";
import { boardOf } from "../board/spec.ts";
import { usePacks } from "../use-packs.ts";
import { MeasurePanel } from "./measure-panel.tsx";

/** Measuring on the table of a game. */
export function MeasureDialog(props: {
  readonly game: GameDetailWire;
  readonly opened: boolean;
  readonly close: () => void;
}) {
  const { game, opened, close } = props;
  useQuiet(opened);
  const board = boardOf(game, usePacks());
  const state = useEndpoint(readState, { params: { id: game.id }, query: {} });
  return (
    <Modal opened={opened} onClose={close} size="xl" title="Measure">
      {board?.kind === "table" ? (
        <Loaded query={state} what="the table" skeleton={<Skeletons count={1} height={240} />}>
          {(now) => <MeasurePanel game={game} state={now} board={board} />}
        </Loaded>
      ) : null}
    </Modal>
  );
}
