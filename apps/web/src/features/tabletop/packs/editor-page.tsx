import { useParams } from "@tanstack/react-router";
import { readPack } from "@wopr/contracts";
import { useEndpoint } from "../../../api/use-endpoint.ts";
import { Page } from "../../../ui/page.tsx";
import { Loaded, Skeletons } from "../../../ui/states.tsx";
import { PackEditor } from "./pack-editor.tsx";

/** A new kind of game, drawn on a photo. */
export function NewPackPage() {
  return (
    <Page
      width="wide"
      title="A kind of game of your own"
      sentence="Draw its board on a photo, then try whether it is read."
      back={{ label: "the kinds of games", to: "/play/packs" }}
    >
      <PackEditor stored={null} />
    </Page>
  );
}

/** A kind of game that was made here before; what is saved is its next version. */
export function PackPage() {
  const { packId } = useParams({ from: "/inside/play/packs/$packId" });
  const pack = useEndpoint(readPack, { params: { id: packId }, query: {} });
  return (
    <Page
      width="wide"
      title={pack.data?.title ?? "Kind of game"}
      sentence={pack.data ? `Version ${pack.data.version}. Games that were begun keep theirs.` : "One moment."}
      back={{ label: "the kinds of games", to: "/play/packs" }}
    >
      <Loaded query={pack} what="the kind of game" skeleton={<Skeletons count={2} height={200} />}>
        {(stored) =>
          stored.custom ? (
            <PackEditor key={stored.version} stored={stored} />
          ) : (
            <p className="muted">This kind of game is shipped with WOPR and cannot be changed here.</p>
          )
        }
      </Loaded>
    </Page>
  );
}
