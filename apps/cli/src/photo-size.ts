import type { Image } from "@wopr/vision";

/** Size of a photo as it is seen upright, pixels of the original. */
export const uprightSize = ({ width, height, scale }: Pick<Image, "width" | "height" | "scale">) => ({
  width: Math.round(width * scale),
  height: Math.round(height * scale),
});
