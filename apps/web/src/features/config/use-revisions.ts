import { listRevisions } from "@wopr/contracts";
import { useEndpoint } from "../../api/use-endpoint.ts";

/** Revisions of a namespace, newest first. */
export const useRevisions = (ns: string) => useEndpoint(listRevisions, { params: { ns }, query: { limit: 50 } });
