/** Renders scenes. */
import { expose, type Picture } from "./film.ts";
import type { Scene } from "./scene.ts";
import { createPaintShop, setStage } from "./stage.ts";
import { type Truth, truthOf } from "./truth.ts";

/** A picture with what is really in it. */
export interface Rendered {
  readonly picture: Picture;
  readonly truth: Truth;
}

/** Takes pictures; scenes that share a board or a table share its painting. */
export interface Studio {
  /** Pure in its result: equal scenes give equal bytes. */
  render(scene: Scene): Rendered;
}

/** Opens a studio. */
export function createStudio(): Studio {
  const shop = createPaintShop();
  return { render: (scene) => ({ picture: expose(setStage(scene, shop)), truth: truthOf(scene) }) };
}

/** Takes the picture of a single scene. */
export const render = (scene: Scene): Rendered => createStudio().render(scene);
