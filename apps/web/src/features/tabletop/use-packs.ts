import { listPacks, type PackWire } from "@wopr/contracts";
import { useEndpoint } from "../../api/use-endpoint.ts";

/** Kinds of games the server knows; they change with a release only. */
export const usePacks = (): readonly PackWire[] | undefined => useEndpoint(listPacks, {}).data?.items;
