import { compareLayers, type LayerId, layerName } from "./layers.ts";

/** A map of settings. */
export type JsonMap = Readonly<Record<string, unknown>>;

/** A layer that is read. */
export interface ReadLayer extends LayerId {
  readonly document: JsonMap;
}

/** Path of keys; lists are leaves unless they are merged. */
export type KeyPath = readonly string[];

/** Two tags of equal strength that want different things. */
export interface TagConflict {
  readonly path: KeyPath;
  readonly tags: readonly [string, string];
}

/** A merged document. */
export interface Merged {
  readonly document: JsonMap;
  /** Name of the layer that supplied each leaf; `schema` for defaults. By {@link pathKey}. */
  readonly sources: ReadonlyMap<string, string>;
  readonly conflicts: readonly TagConflict[];
}

/** How a list at a path is merged: `replace`, `append`, or `by:<field>`. */
export type ListRule = (path: KeyPath) => string;

/** A path as a map key. */
export const pathKey = (path: KeyPath): string => JSON.stringify(path);

/** Whether a value is a map. */
export const isMap = (value: unknown): value is JsonMap =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `{"$unset": true}` */
const isUnset = (value: unknown): boolean =>
  isMap(value) && Object.keys(value).length === 1 && value["$unset"] === true;

/** `{"$secret": "area/name"}` */
export const isSecretRef = (value: unknown): value is { readonly $secret: string } =>
  isMap(value) && Object.keys(value).length === 1 && typeof value["$secret"] === "string";

/** A map whose members are settings of their own; references and marks are values. */
export const isSection = (value: unknown): value is JsonMap => isMap(value) && !isSecretRef(value) && !isUnset(value);

/**
 * Merges layers, weakest first: maps by key, everything else replaces; `null` is a value, `{"$unset": true}` removes.
 * Two tags of equal priority with different values at one path are a conflict, never a silent winner.
 */
export function mergeLayers(
  defaults: JsonMap,
  layers: readonly ReadLayer[],
  priority: (tag: string) => number,
  listRule: ListRule,
): Merged {
  const ordered = [...layers].sort((a, b) => compareLayers(a, b, priority));
  const sources = new Map<string, string>();
  note([], defaults, "schema", sources);
  let document: JsonMap = defaults;
  for (const layer of ordered) document = over(document, layer.document, [], layerName(layer), sources, listRule);
  return { document, sources, conflicts: conflictsOf(ordered, priority) };
}

function over(
  low: JsonMap,
  high: JsonMap,
  path: KeyPath,
  source: string,
  sources: Map<string, string>,
  listRule: ListRule,
): JsonMap {
  const out: Record<string, unknown> = { ...low };
  for (const [key, value] of Object.entries(high)) {
    const here = [...path, key];
    const before = Object.hasOwn(out, key) ? out[key] : undefined;
    if (isUnset(value)) {
      delete out[key];
      forget(here, sources);
    } else if (isSection(value) && isSection(before)) {
      // An empty section was a leaf; now it may hold some.
      sources.delete(pathKey(here));
      const inner = over(before, value, here, source, sources, listRule);
      put(out, key, inner);
      if (Object.keys(inner).length === 0) sources.set(pathKey(here), source);
    } else {
      const joined =
        Array.isArray(value) && Array.isArray(before) ? joinLists(before, value, listRule(here)) : clean(value);
      put(out, key, joined);
      forget(here, sources);
      note(here, joined, source, sources);
    }
  }
  return out;
}

/** As an own property, whatever its name: `__proto__` is a key like any other. */
function put(target: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

/** A new section may hold marks for keys that no lower layer has. */
function clean(value: unknown): unknown {
  if (!isSection(value)) return value;
  const out: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) if (!isUnset(item)) put(out, key, clean(item));
  return out;
}

function joinLists(low: readonly unknown[], high: readonly unknown[], rule: string): readonly unknown[] {
  if (rule === "append") return [...low, ...high];
  const field = /^by:(.+)$/.exec(rule)?.[1];
  if (field === undefined) return high;
  const idOf = (item: unknown) => (isMap(item) ? item[field] : undefined);
  const merged = low.map((item) => {
    const other = high.find((one) => idOf(one) !== undefined && idOf(one) === idOf(item));
    return isMap(item) && isMap(other) ? { ...item, ...other } : (other ?? item);
  });
  const added = high.filter((item) => idOf(item) === undefined || !low.some((one) => idOf(one) === idOf(item)));
  return [...merged, ...added];
}

function note(path: KeyPath, value: unknown, source: string, sources: Map<string, string>): void {
  if (isSection(value) && Object.keys(value).length > 0) {
    for (const [key, item] of Object.entries(value)) note([...path, key], item, source, sources);
  } else if (path.length > 0) sources.set(pathKey(path), source);
}

function forget(path: KeyPath, sources: Map<string, string>): void {
  const own = pathKey(path);
  const below = `${own.slice(0, -1)},`;
  for (const key of sources.keys()) if (key === own || key.startsWith(below)) sources.delete(key);
}

/** Leaves of a document; empty sections count. */
export function leavesOf(
  value: unknown,
  path: KeyPath = [],
): readonly { readonly path: KeyPath; readonly value: unknown }[] {
  if (isSection(value) && Object.keys(value).length > 0)
    return Object.entries(value).flatMap(([key, item]) => leavesOf(item, [...path, key]));
  return path.length === 0 ? [] : [{ path, value }];
}

function conflictsOf(layers: readonly ReadLayer[], priority: (tag: string) => number): readonly TagConflict[] {
  const tags = layers.filter(({ kind }) => kind === "tag");
  const out: TagConflict[] = [];
  for (const [i, a] of tags.entries())
    for (const b of tags.slice(i + 1)) {
      if (priority(a.key) !== priority(b.key)) continue;
      for (const path of differing(a.document, b.document, [])) out.push({ path, tags: [a.key, b.key] });
    }
  return out;
}

/** Paths both have with different values. */
function differing(a: JsonMap, b: JsonMap, path: KeyPath): readonly KeyPath[] {
  return Object.entries(a).flatMap(([key, value]) => {
    if (!Object.hasOwn(b, key)) return [];
    const other = b[key];
    const here = [...path, key];
    if (isSection(value) && isSection(other)) return differing(value, other, here);
    return sameJson(value, other) ? [] : [here];
  });
}

/** Whether two JSON values are equal; the order of keys does not count. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => sameJson(item, b[i]));
  if (isMap(a) && isMap(b)) {
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]))
    );
  }
  return a === b;
}
