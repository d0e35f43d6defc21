import { useQueryClient } from "@tanstack/react-query";
import {
  createDraft,
  type DraftWire,
  deleteDraft,
  exportConfig,
  listDrafts,
  putDraft,
  readNamespace,
  type ValidationWire,
  validateConfig,
} from "@wopr/contracts";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useApi } from "../../api/context.tsx";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { useClock } from "../../app/time.tsx";
import { sayFailed } from "../../ui/toast.tsx";
import { changedLayers, nameOf, type Texts, textsFrom } from "./layer-texts.ts";

const VALIDATE_MS = 150;
const SAVE_MS = 1_000;

/** What is being edited, saved as a draft by itself and checked while somebody types. */
export function useConfigDraft(ns: string, me: string) {
  const { client } = useApi();
  const queries = useQueryClient();
  const clock = useClock();
  const namespace = useEndpoint(readNamespace, { params: { ns } });
  const files = useEndpoint(exportConfig, { query: { namespace: ns } });
  const drafts = useEndpoint(listDrafts, { params: { ns } });
  const published = useMemo(() => textsFrom(files.data?.files ?? []), [files.data]);
  const head = namespace.data?.head_revision ?? 0;
  const [edits, setEdits] = useState<Texts>(new Map());
  const [base, setBase] = useState<number | null>(null);
  const [validation, setValidation] = useState<ValidationWire | null>(null);
  const draft = useRef<DraftWire | null>(null);
  const loaded = useRef(false);

  useEffect(() => {
    if (loaded.current || !drafts.data || !files.data || !namespace.data) return;
    loaded.current = true;
    const mine = drafts.data.items.find(({ author }) => author === me);
    if (!mine) return;
    draft.current = mine;
    setBase(mine.base_revision);
    setEdits(new Map(mine.layers.map((layer) => [nameOf(layer), layer.text ?? ""])));
  }, [drafts.data, files.data, namespace.data, me]);

  const texts: Texts = useMemo(() => new Map([...published.texts, ...edits]), [published, edits]);
  const layers = useMemo(() => changedLayers(published.texts, texts), [published, texts]);
  const baseRevision = base ?? head;

  const save = useCallback(async () => {
    const body = { base_revision: baseRevision, layers: [...layers], message: "" };
    const known = draft.current;
    if (known) draft.current = await client.call(putDraft, { params: { ns, id: known.id }, body });
    else if (layers.length > 0) draft.current = await client.call(createDraft, { params: { ns }, body });
  }, [client, ns, layers, baseRevision]);

  useEffect(() => {
    if (!loaded.current || (layers.length === 0 && !draft.current)) return;
    const stop = new AbortController();
    clock.sleep(SAVE_MS, stop.signal).then(
      () => save().catch(sayFailed),
      () => {},
    );
    return () => stop.abort();
  }, [save, layers, clock]);

  useEffect(() => {
    if (layers.length === 0) return setValidation(null);
    const stop = new AbortController();
    clock
      .sleep(VALIDATE_MS, stop.signal)
      .then(() => client.call(validateConfig, { params: { ns }, body: { layers: [...layers] } }, stop.signal))
      .then(setValidation, () => {});
    return () => stop.abort();
  }, [client, ns, layers, clock]);

  const forget = useCallback(async () => {
    const known = draft.current;
    draft.current = null;
    setEdits(new Map());
    setBase(null);
    setValidation(null);
    if (known) await client.call(deleteDraft, { params: { ns, id: known.id } }).catch(() => {});
    await queries.invalidateQueries();
  }, [client, ns, queries]);

  return {
    namespace,
    files,
    schema: published.schema,
    texts,
    published: published.texts,
    layers,
    validation,
    baseRevision,
    alsoOpen: [
      ...new Set((drafts.data?.items ?? []).filter(({ author }) => author !== me).map(({ author }) => author)),
    ],
    setText(name: string, text: string) {
      setBase((before) => before ?? head);
      setEdits((before) => (before.get(name) === text ? before : new Map([...before, [name, text]])));
    },
    save: () => void save().catch(sayFailed),
    /** Throws the draft away, e.g. because it is published. */
    forget,
    rebaseTo(
      revision: number,
      joined: readonly {
        readonly kind: "default" | "environment" | "site" | "tag" | "device";
        readonly key: string;
        readonly text: string | null;
      }[],
    ) {
      setBase(revision);
      setEdits(new Map(joined.map((layer) => [nameOf(layer), layer.text ?? ""])));
      void queries.invalidateQueries();
    },
  };
}

/** What {@link useConfigDraft} gives. */
export type ConfigDraft = ReturnType<typeof useConfigDraft>;
