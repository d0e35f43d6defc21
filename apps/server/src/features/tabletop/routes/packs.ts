import {
  createLayout,
  createPack,
  deleteLayout,
  listLayouts,
  listPacks,
  readPack,
  TryPackWire,
  tryPack,
  updateLayout,
  updatePack,
  useLayout as useLayoutEndpoint,
  validatePack,
} from "@wopr/contracts";
import type { Context } from "hono";
import type { App, HttpEnv } from "../../../http/env.ts";
import { readForm } from "../../../http/form.ts";
import { mount, mountRaw } from "../../../http/mount.ts";
import { PackErrors, PhotoErrors } from "../errors.ts";
import type { PackTrial, Trial } from "../services/pack-trial.ts";
import type { PacksService } from "../services/packs.ts";
import { toLayoutWire, toPackDetailWire, toPackLineWire } from "../wire/packs.ts";

/** Mounts kinds of games and layouts. Each handler is a translation and nothing else. */
export function mountPackRoutes(
  app: App,
  { packs, trial }: { readonly packs: PacksService; readonly trial: PackTrial },
): void {
  mount(app, listPacks, async () => ({ items: (await packs.list()).map(toPackLineWire), next_cursor: null }));

  mount(app, createPack, async ({ body }, caller) => toPackDetailWire(await packs.create(caller, body.id, body.pack)));

  // Before the routes of one pack, which would take "validate" for an id.
  mount(app, validatePack, async ({ body }) => {
    const problems = packs.validate(body.pack).map((flaw) => ({ ...flaw }));
    return { problems, usable: problems.every(({ severity }) => severity !== "error") };
  });

  mount(app, readPack, async ({ params, query }) => toPackDetailWire(await packs.read(params.id, query.version)));

  mount(app, updatePack, async ({ params, body }, caller) =>
    toPackDetailWire(await packs.revise(caller, params.id, body.pack, body.expected_version)),
  );

  mountRaw(app, tryPack, async ({ params, body }, caller, c) => {
    const wanted = body ? trialOf(body) : await trialOfForm(c);
    const { cells, zones, warnings } = await trial.run(caller, params.id, wanted);
    return c.json({ cells, zones, warnings: [...warnings] });
  });

  mount(app, listLayouts, async ({ params }) => ({
    items: (await packs.layouts(params.id)).map(toLayoutWire),
    next_cursor: null,
  }));

  mount(app, createLayout, async ({ params, body }, caller) =>
    toLayoutWire(await packs.createLayout(caller, params.id, body)),
  );

  mount(app, updateLayout, async ({ params, body }, caller) =>
    toLayoutWire(await packs.updateLayout(caller, params.id, params.lid, body)),
  );

  mount(app, deleteLayout, ({ params }, caller) => packs.removeLayout(caller, params.id, params.lid));

  mount(app, useLayoutEndpoint, async ({ params, body }, caller) => {
    const { zones, headSeq } = await packs.useLayout(caller, params.id, body.layout_id);
    return { zones, head_seq: headSeq };
  });
}

/** @throws {AppError} `pack.invalid` when no photo is named. */
function trialOf({ capture_id: captureId, corners, pack, samples }: TryPackWire): Trial {
  if (captureId === undefined)
    throw PackErrors.invalid({ problems: [{ at: "/capture_id", detail: "Name a photo, or send one." }] });
  return { photo: { captureId }, corners, content: pack, samples };
}

async function trialOfForm(c: Context<HttpEnv>): Promise<Trial> {
  const { fields, files } = await readForm(c);
  const image = files.get("image");
  if (!image) throw PhotoErrors.not_an_image({ why: "the form has no file `image`." });
  const spec = TryPackWire.safeParse(jsonOf(fields.get("spec") ?? "{}"));
  if (!spec.success)
    throw PackErrors.invalid({ problems: [{ at: "/spec", detail: "The field `spec` does not say what to try." }] });
  const { corners, pack, samples } = spec.data;
  return { photo: { bytes: image.bytes }, corners, content: pack, samples };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
