/** A camera that sends frames without being asked. */
export interface Feed {
  /** Name and driver for people. */
  readonly model: string;
  /**
   * Connects and hands on every whole JPEG until `signal` aborts. Nothing of it is left running once it settled.
   *
   * @throws {AppError} of the `camera` catalogue when the camera ends, cannot be reached or says nothing usable.
   */
  run(signal: AbortSignal, onFrame: (jpeg: Uint8Array) => void): Promise<void>;
}
