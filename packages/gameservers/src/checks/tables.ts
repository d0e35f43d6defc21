/** Where a fact is written: a file by the end of its path, and a key as people write it. */
export interface Fact {
  readonly file: RegExp;
  readonly key: string;
}

const server = /^server\.properties$/;
const spigot = /^spigot\.yml$/;
const bukkit = /^bukkit\.yml$/;
const paper = /^config\/paper-global\.yml$/;
const world = /^config\/paper-world-defaults\.yml$/;
const velocity = /^velocity\.toml$/;

/** A number that is safe between two bounds (check 9). */
export interface SafeRange extends Fact {
  readonly from: number;
  readonly to: number;
  readonly why: string;
}

/** Settings that cost a server its ticks. */
export const SAFE_RANGES: readonly SafeRange[] = [
  { file: server, key: "view-distance", from: 3, to: 16, why: "every step loads a ring of chunks for every player" },
  { file: server, key: "simulation-distance", from: 3, to: 12, why: "everything inside it ticks" },
  {
    file: server,
    key: "network-compression-threshold",
    from: 64,
    to: 1024,
    why: "smaller packets cost more to compress than they save",
  },
  { file: server, key: "max-tick-time", from: 30_000, to: 600_000, why: "a server that hangs is not noticed" },
  {
    file: server,
    key: "entity-broadcast-range-percentage",
    from: 10,
    to: 200,
    why: "every entity is told to more players",
  },
  {
    file: spigot,
    key: "world-settings.default.mob-spawn-range",
    from: 2,
    to: 8,
    why: "mobs spawn where nobody sees them",
  },
  {
    file: spigot,
    key: "world-settings.default.view-distance",
    from: 3,
    to: 16,
    why: "every step loads a ring of chunks for every player",
  },
  { file: bukkit, key: "spawn-limits.monsters", from: 5, to: 100, why: "every mob ticks" },
  { file: bukkit, key: "spawn-limits.animals", from: 2, to: 30, why: "every mob ticks" },
  {
    file: bukkit,
    key: "ticks-per.autosave",
    from: 1_200,
    to: 72_000,
    why: "saving too often stops the server, too seldom loses play",
  },
  { file: world, key: "chunks.max-auto-save-chunks-per-tick", from: 1, to: 24, why: "saving stops the server" },
];

/** A value that opens a door (check 10). */
export interface Danger extends Fact {
  readonly is: (value: unknown, others: (fact: Fact) => unknown) => boolean;
  readonly text: string;
  readonly confidence: number;
}

const isEmpty = (value: unknown) => value === undefined || value === null || value === "";
const truthy = (value: unknown) => value === true || value === "true";
const falsy = (value: unknown) => value === false || value === "false";

/** Whether players are checked by a proxy before they come here. */
const isForwarded = (other: (fact: Fact) => unknown): boolean =>
  truthy(other({ file: paper, key: "proxies.velocity.enabled" })) ||
  truthy(other({ file: spigot, key: "settings.bungeecord" }));

/** Settings that open a door. */
export const DANGERS: readonly Danger[] = [
  {
    file: server,
    key: "enable-rcon",
    is: (value, other) => truthy(value) && isEmpty(other({ file: server, key: "rcon.password" })),
    text: "Remote control is open and has no password.",
    confidence: 0.99,
  },
  {
    file: server,
    key: "online-mode",
    is: (value, other) => falsy(value) && !isForwarded(other),
    text: "Nobody checks who players are: neither the server nor a proxy.",
    confidence: 0.97,
  },
  {
    file: server,
    key: "enable-jmx-monitoring",
    is: truthy,
    text: "The monitoring port of Java is on.",
    confidence: 0.75,
  },
  {
    file: server,
    key: "op-permission-level",
    is: (value) => Number(value) > 4,
    text: "Operators have more rights than there are.",
    confidence: 0.9,
  },
  {
    file: spigot,
    key: "settings.bungeecord",
    is: (value, other) => truthy(value) && truthy(other({ file: paper, key: "proxies.velocity.enabled" })),
    text: "Both ways of forwarding are on: one of them trusts anybody.",
    confidence: 0.95,
  },
  {
    file: velocity,
    key: "online-mode",
    is: falsy,
    text: "The proxy does not check who players are.",
    confidence: 0.97,
  },
  {
    file: velocity,
    key: "player-info-forwarding-mode",
    is: (value) => String(value).toLowerCase() === "none",
    text: "The proxy does not tell servers who players are.",
    confidence: 0.85,
  },
  {
    file: velocity,
    key: "player-info-forwarding-mode",
    is: (value) => String(value).toLowerCase() === "legacy",
    text: "Legacy forwarding can be forged by anybody who reaches a server directly.",
    confidence: 0.8,
  },
  {
    file: velocity,
    key: "force-key-authentication",
    is: falsy,
    text: "Signed chat keys are not checked.",
    confidence: 0.72,
  },
];

/** Two settings of one server that only make sense together (check 8). */
export interface Pair {
  readonly when: Fact & { readonly is: (value: unknown) => boolean };
  readonly needs: Fact & { readonly is: (value: unknown) => boolean };
  readonly text: string;
}

/** Settings that need each other. */
export const PAIRS: readonly Pair[] = [
  {
    when: { file: paper, key: "proxies.velocity.enabled", is: truthy },
    needs: { file: server, key: "online-mode", is: falsy },
    text: "Forwarding by Velocity is on, so the server itself must not check accounts.",
  },
  {
    when: { file: spigot, key: "settings.bungeecord", is: truthy },
    needs: { file: server, key: "online-mode", is: falsy },
    text: "BungeeCord forwarding is on, so the server itself must not check accounts.",
  },
  {
    when: { file: paper, key: "proxies.velocity.enabled", is: truthy },
    needs: { file: paper, key: "proxies.velocity.secret", is: (value) => !isEmpty(value) },
    text: "Forwarding by Velocity is on and has no secret.",
  },
  {
    when: { file: server, key: "enable-rcon", is: truthy },
    needs: { file: server, key: "rcon.port", is: (value) => !isEmpty(value) },
    text: "Remote control is on and has no port.",
  },
  {
    when: { file: server, key: "enforce-whitelist", is: truthy },
    needs: { file: server, key: "white-list", is: truthy },
    text: "The whitelist is enforced and not switched on.",
  },
  {
    when: { file: server, key: "require-resource-pack", is: truthy },
    needs: { file: server, key: "resource-pack", is: (value) => !isEmpty(value) },
    text: "A resource pack is demanded and none is named.",
  },
  {
    when: { file: server, key: "resource-pack", is: (value) => !isEmpty(value) },
    needs: { file: server, key: "resource-pack-sha1", is: (value) => !isEmpty(value) },
    text: "A resource pack is named without its hash: players load it anew each time.",
  },
];

/** A port a server listens on. */
export interface Port extends Fact {
  readonly protocol: "tcp" | "udp";
  /** Listens only when this holds. */
  readonly if?: Fact;
}

/** Where servers and plugins listen. */
export const PORTS: readonly Port[] = [
  { file: server, key: "server-port", protocol: "tcp" },
  { file: server, key: "rcon.port", protocol: "tcp", if: { file: server, key: "enable-rcon" } },
  { file: server, key: "query.port", protocol: "udp", if: { file: server, key: "enable-query" } },
  { file: /Geyser[^/]*\/config\.yml$/, key: "bedrock.port", protocol: "udp" },
  { file: /Votifier\/config\.yml$/, key: "port", protocol: "tcp" },
  { file: /(?:Plan|plan)\/config\.yml$/, key: "Webserver.Port", protocol: "tcp" },
  { file: /dynmap\/configuration\.txt$/, key: "webserver-port", protocol: "tcp" },
  { file: /BlueMap\/webserver\.conf$/, key: "port", protocol: "tcp" },
  { file: /squaremap\/config\.yml$/, key: "settings.internal-webserver.port", protocol: "tcp" },
  { file: /[Pp]l3x[Mm]ap\/config\.yml$/, key: "settings.internal-webserver.port", protocol: "tcp" },
];

/** Facts that several plugins of one server write down, each in its own words (check 14). */
export const SHARED_FACTS: readonly { readonly what: string; readonly keys: RegExp }[] = [
  { what: "name of this server", keys: /^(?:.*[.])?(?:server[-_.]?name|server[-_.]?id|serverName)$/i },
  {
    what: "database server",
    keys: /(?:mysql|mariadb|database|storage|sql|data)(?:[-_.].*)?[.](?:host|address|hostname|ip)$/i,
  },
  { what: "database user", keys: /(?:mysql|mariadb|database|storage|sql|data)(?:[-_.].*)?[.](?:user|username)$/i },
];

/** Keys that must be one on all servers of one cluster (check 20). */
export const CLUSTER_KEYS: readonly { readonly plugin: RegExp; readonly key: RegExp }[] = [
  { plugin: /^HuskSync$/i, key: /^(?:cluster_id|database\.credentials\.(?:host|database)|redis\.credentials\.host)$/ },
  { plugin: /^LuckPerms$/i, key: /^(?:data\.address|data\.database|messaging-service|redis\.address)$/ },
  { plugin: /^LiteBans$/i, key: /^sql\.(?:address|database|table_prefix)$/ },
  { plugin: /^(?:PlayerPoints|TheNewEconomy|CMI)$/i, key: /(?:database|mysql)\.(?:host|database|hostname)$/i },
  { plugin: /^floodgate$/i, key: /^(?:username-prefix|replace-spaces|player-link\..*)$/ },
];
