/** Somebody a rollout may reach. */
export interface RolloutTarget {
  readonly id: string;
  readonly name: string;
  readonly site: string | null;
  readonly tags: readonly string[];
  /** Anything but `ready` is set apart before waves are cut. */
  readonly standing: "ready" | "unchanged" | "incompatible" | "held";
  /** Why it is set apart, as a sentence. */
  readonly why?: string;
}

/** How many of a wave may fail or get lost: the larger of a count and a share of the wave. */
export interface Budget {
  readonly count: number;
  /** 0 to 100. */
  readonly percent: number;
}

/** Whom a wave takes. Counts and percents are cumulative over the targets no named wave has taken. */
export type Take =
  | { readonly kind: "tag"; readonly tag: string }
  | { readonly kind: "count"; readonly count: number }
  | { readonly kind: "percent"; readonly percent: number };

/** One wave as a strategy states it. */
export interface WaveSpec {
  readonly name: string;
  readonly take: Take;
  readonly soakMs: number;
  readonly budget: Budget;
  readonly approval?: boolean;
}

/** One wave with its members. */
export interface PlannedWave {
  readonly name: string;
  readonly targets: readonly string[];
  readonly soakMs: number;
  readonly budget: Budget;
  readonly approval: boolean;
}

/** Who gets it when. */
export interface RolloutPlan {
  readonly waves: readonly PlannedWave[];
  readonly setApart: readonly {
    readonly id: string;
    readonly standing: RolloutTarget["standing"];
    readonly why: string;
  }[];
  /** Names of waves nobody is in. */
  readonly dropped: readonly string[];
}

/**
 * Cuts targets into waves. Pure: the same targets, waves and seed give the same plan, so a dry run is the real one.
 *
 * Each ready target is in exactly one wave. Within a wave sites take turns, so that no wave takes a whole site unless it
 * must.
 */
export function planWaves(targets: readonly RolloutTarget[], specs: readonly WaveSpec[], seed: string): RolloutPlan {
  const setApart = targets
    .filter(({ standing }) => standing !== "ready")
    .map(({ id, standing, why = "" }) => ({ id, standing, why }));
  const ready = inTurns(
    targets.filter(({ standing }) => standing === "ready"),
    seed,
  );
  const taken = new Set<string>();
  const members = new Map<WaveSpec, readonly string[]>();
  for (const spec of specs) {
    if (spec.take.kind !== "tag") continue;
    const { tag } = spec.take;
    const wave = ready.filter(({ id, tags }) => !taken.has(id) && tags.includes(tag)).map(({ id }) => id);
    for (const id of wave) taken.add(id);
    members.set(spec, wave);
  }
  const rest = ready.filter(({ id }) => !taken.has(id)).map(({ id }) => id);
  let done = 0;
  const counted = specs.filter(({ take }) => take.kind !== "tag");
  for (const [i, spec] of counted.entries()) {
    const isLast = i === counted.length - 1;
    const upTo = isLast ? rest.length : Math.min(rest.length, Math.max(done, reach(spec.take, rest.length)));
    members.set(spec, rest.slice(done, upTo));
    done = upTo;
  }
  // Only named waves: whoever has none of their tags goes last.
  const left = counted.length === 0 ? rest : [];
  const waves = specs.flatMap((spec): PlannedWave[] => {
    const own = members.get(spec) ?? [];
    const { name, soakMs, budget, approval = false } = spec;
    return own.length === 0 ? [] : [{ name, targets: own, soakMs, budget, approval }];
  });
  const last = specs.at(-1);
  if (left.length > 0 && last)
    waves.push({ name: "rest", targets: left, soakMs: last.soakMs, budget: last.budget, approval: false });
  const dropped = specs.filter((spec) => (members.get(spec) ?? []).length === 0).map(({ name }) => name);
  return { waves, setApart, dropped };
}

const reach = (take: Take, size: number): number =>
  take.kind === "count" ? take.count : take.kind === "percent" ? Math.ceil((take.percent * size) / 100) : 0;

/** By a stable hash, one site after the other. */
function inTurns(targets: readonly RolloutTarget[], seed: string): readonly RolloutTarget[] {
  const ordered = [...targets].sort((a, b) => {
    const [x, y] = [hashOf(`${seed}\n${a.id}`), hashOf(`${seed}\n${b.id}`)];
    return x - y || (a.id < b.id ? -1 : 1);
  });
  const turn = new Map<string | null, number>();
  const withTurn = ordered.map((target) => {
    const own = turn.get(target.site) ?? 0;
    turn.set(target.site, own + 1);
    return { target, own };
  });
  return withTurn.sort((a, b) => a.own - b.own).map(({ target }) => target);
}

/** FNV-1a, 32 bit: the order only has to be stable and mixed. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}
