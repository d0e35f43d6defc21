import { createRequire } from "node:module";

/** The few functions of OpenCV that serve as reference in tests and benchmarks. */
export interface OpenCv {
  readonly Mat: {
    new (rows?: number, cols?: number, type?: number): Mat;
    eye(rows: number, cols: number, type: number): Mat;
  };
  readonly Size: new (width: number, height: number) => unknown;
  readonly TermCriteria: new (type: number, maxCount: number, epsilon: number) => unknown;
  readonly CV_8UC1: number;
  readonly CV_8UC3: number;
  readonly CV_32F: number;
  readonly CV_64F: number;
  readonly INTER_LINEAR: number;
  readonly MOTION_HOMOGRAPHY: number;
  matFromArray(rows: number, cols: number, type: number, values: ArrayLike<number>): Mat;
  warpPerspective(from: Mat, to: Mat, map: Mat, size: unknown, flags: number): void;
  findTransformECC(
    template: Mat,
    input: Mat,
    map: Mat,
    motion: number,
    criteria: unknown,
    mask: Mat,
    blur: number,
  ): number;
}

/** A matrix in the heap of OpenCV; must be deleted. */
export interface Mat {
  readonly data: Uint8Array;
  readonly data32F: Float32Array;
  delete(): void;
}

/**
 * Loads OpenCV's build for JavaScript. The module object is a thenable that resolves to itself, so it travels in a box:
 * awaiting it bare would never end.
 */
export function loadOpenCv(): Promise<{ readonly cv: OpenCv }> {
  const loaded = createRequire(import.meta.url)("@techstark/opencv-js") as OpenCv & {
    onRuntimeInitialized?: () => void;
  };
  return new Promise((resolve) => {
    if (loaded.Mat) resolve({ cv: loaded });
    else loaded.onRuntimeInitialized = () => resolve({ cv: loaded });
  });
}
