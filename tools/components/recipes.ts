/** A real program that tests use. Data, so that `doctor`, CI and the tests cannot disagree. */
export interface Recipe {
  readonly name: "postgres" | "chromium" | "strace" | "ffmpeg" | "rtsp" | "prometheus" | "caddy" | "mosquitto";
  /** 1: every CI run, missing is red. */
  readonly tier: 1 | 2 | 3;
  /** Commands it consists of, where they may lie besides PATH, and the Debian package that brings them. */
  readonly needs: readonly {
    readonly command: string;
    readonly places: readonly string[];
    readonly debian: string;
    /** A file that is read, not run. */
    readonly library?: true;
  }[];
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
  {
    name: "mosquitto",
    tier: 1,
    needs: [{ command: "mosquitto", places: ["/usr/sbin"], debian: "mosquitto" }],
    version: ["-h"],
  },
  { name: "ffmpeg", tier: 1, needs: [{ command: "ffmpeg", places: [], debian: "ffmpeg" }], version: ["-version"] },
  {
    name: "rtsp",
    tier: 2,
    needs: [
      { command: "python3", places: ["/usr/bin"], debian: "python3-gi" },
      {
        command: "GstRtspServer-1.0.typelib",
        places: ["x86_64", "aarch64"].map((cpu) => `/usr/lib/${cpu}-linux-gnu/girepository-1.0`),
        debian: "gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-base gstreamer1.0-plugins-good",
        library: true,
      },
    ],
    version: ["--version"],
  },
  {
    name: "prometheus",
    tier: 1,
    needs: [
      { command: "prometheus", places: [], debian: "prometheus" },
      { command: "promtool", places: [], debian: "prometheus" },
    ],
    version: ["--version"],
  },
  { name: "caddy", tier: 1, needs: [{ command: "caddy", places: [], debian: "caddy" }], version: ["version"] },
  { name: "strace", tier: 1, needs: [{ command: "strace", places: [], debian: "strace" }], version: ["--version"] },
];
