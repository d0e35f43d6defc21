/** What one cell looked like before and after, as JPEG bytes of 256 px. */
export interface CropPair {
  readonly cell: string;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/** What a model is asked to describe. */
export interface DescribeRequest {
  /** At most {@link MOST_CROPS} are sent. */
  readonly crops: readonly CropPair[];
  /** The proposal in words. */
  readonly proposal: string;
  /** Another model than usual, for whoever chooses between several. */
  readonly model?: string;
}

/** Crop pairs sent at most (vision.md 6.14). */
export const MOST_CROPS = 6;

/** What a model says about one cell. Its words, never facts. */
export interface DescribedChange {
  readonly cell: string;
  readonly before: string;
  readonly after: string;
  readonly certainty: "low" | "medium" | "high";
}

/** What a model says. */
export interface Description {
  readonly text: string;
  /** Only cells that were sent. */
  readonly changes: readonly DescribedChange[];
  readonly doubts: readonly string[];
  readonly model: string;
}

/** A model on a server. */
export interface DescriberModel {
  readonly name: string;
  /** Whether the server says that it reads pictures; null where it does not say. */
  readonly vision: boolean | null;
}

/** A vision-language model that writes sentences. It decides nothing. */
export interface Describer {
  /**
   * @throws {AppError} `describer.unreachable`, `describer.timeout`, `describer.model_missing`, `describer.refused`,
   *   `describer.nonsense`; the caller goes on without a description.
   */
  describe(request: DescribeRequest, signal?: AbortSignal): Promise<Description>;
  /** Installed models, those that read pictures first. @throws {AppError} as `describe` */
  models(signal?: AbortSignal): Promise<readonly DescriberModel[]>;
}
