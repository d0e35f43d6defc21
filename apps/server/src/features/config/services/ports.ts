import type { Context } from "../domain/layers.ts";

/** Secrets, as far as configuration needs them. */
export interface SecretReader {
  canRead(name: string, namespace: string, context: Context): Promise<boolean>;
  /** Value and version; `undefined` where it is missing or not for this reader. */
  read(
    name: string,
    namespace: string,
    context: Context,
  ): Promise<{ readonly value: string; readonly version: number } | undefined>;
  /** Version of each secret by name. */
  versions(): Promise<ReadonlyMap<string, number>>;
}

/** Tells people who are not looking. */
export interface Notifier {
  /** `key` folds repeats of the same matter. */
  tell(message: {
    readonly severity: "info" | "warning" | "critical";
    readonly title: string;
    readonly text: string;
    readonly key: string;
    readonly link: string;
  }): Promise<void>;
}

/** Status checks a policy may name. */
export interface CheckReader {
  /** Names of those among `names` that fail, confirmed. */
  failing(names: readonly string[]): Promise<readonly string[]>;
}
