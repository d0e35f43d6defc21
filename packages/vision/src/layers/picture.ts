/** Pixels to be shown: `data[channels * (y * width + x) + channel]`. With four channels the last is opacity. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  readonly data: Uint8Array;
}
