/** A real program that tests use. Data, so that `doctor`, CI and the tests cannot disagree. */
export interface Recipe {
  readonly name: "postgres" | "chromium" | "strace";
  /** 1: every CI run, missing is red. */
  readonly tier: 1 | 2 | 3;
  /** Commands it consists of, where they may lie besides PATH, and the Debian package that brings them. */
  readonly needs: readonly { readonly command: string; readonly places: readonly string[]; readonly debian: string }[];
  /** Arguments of the first command that print its version. */
  readonly version: readonly string[];
}

const POSTGRES_PLACES = ["/usr/lib/postgresql/15/bin"];

/** Every component, by name. */
export const recipes: readonly Recipe[] = [
  {
    name: "postgres",
    tier: 1,
    needs: [
      { command: "postgres", places: POSTGRES_PLACES, debian: "postgresql-15" },
      { command: "initdb", places: POSTGRES_PLACES, debian: "postgresql-15" },
    ],
    version: ["--version"],
  },
  {
    name: "chromium",
    tier: 1,
    needs: [
      { command: "chromium", places: [], debian: "chromium" },
      { command: "fc-list", places: [], debian: "fonts-noto-color-emoji fontconfig" },
    ],
    version: ["--version"],
  },
  { name: "strace", tier: 1, needs: [{ command: "strace", places: [], debian: "strace" }], version: ["--version"] },
];
