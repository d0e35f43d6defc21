import type { Point } from "@wopr/vision";
import type { Size } from "./corners.ts";
import styles from "./loupe.module.css";

/** Screen pixels per pixel of the photo within the loupe. */
const ZOOM = 3;
const SIDE = 132;

/** The photo under the finger, enlarged, in the corner of the picture the finger is not in. */
export function Loupe({ url, size, at }: { readonly url: string; readonly size: Size; readonly at: Point }) {
  const [x, y] = at;
  const left = x > size.width / 2;
  const top = y > size.height / 2;
  return (
    <div
      className={styles["loupe"]}
      aria-hidden="true"
      style={{
        width: SIDE,
        height: SIDE,
        [left ? "left" : "right"]: 8,
        [top ? "top" : "bottom"]: 8,
        backgroundImage: `url("${url}")`,
        backgroundSize: `${size.width * ZOOM}px ${size.height * ZOOM}px`,
        backgroundPosition: `${SIDE / 2 - x * ZOOM}px ${SIDE / 2 - y * ZOOM}px`,
      }}
    />
  );
}
