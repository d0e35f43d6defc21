import type { Tree, TreeFile, TreeFinding, TreeNode } from "./types.ts";

/** What came of reading a tree: usable when nothing is left unrepaired. */
export interface LoadedTree {
  readonly tree: Tree;
  readonly findings: readonly TreeFinding[];
  readonly usable: boolean;
}

/** Builds a tree; every finding is named, and those that cannot be repaired keep the old tree in force. */
export function loadTree(file: TreeFile): LoadedTree {
  const findings: TreeFinding[] = [];
  const nodes = new Map<string, TreeNode>();
  for (const node of file.nodes) {
    if (nodes.has(node.code)) findings.push({ kind: "duplicate_code", code: node.code, repaired: false });
    else nodes.set(node.code, node);
  }
  const neighbours = new Map<string, Set<string>>([...nodes.keys()].map((code) => [code, new Set<string>()]));
  for (const [a, b] of file.edges) {
    if (a === b) {
      findings.push({ kind: "self_edge", code: a, repaired: true });
      continue;
    }
    const [fromA, fromB] = [neighbours.get(a), neighbours.get(b)];
    if (!fromA || !fromB) findings.push({ kind: "unknown_end", code: fromA ? b : a, repaired: false });
    else {
      fromA.add(b);
      fromB.add(a);
    }
  }
  const starts = file.starts.filter((code) => nodes.has(code));
  for (const code of file.starts) if (!nodes.has(code)) findings.push({ kind: "unknown_start", code, repaired: false });
  for (const node of nodes.values())
    for (const need of node.needs)
      if (!nodes.has(need)) findings.push({ kind: "unknown_need", code: need, repaired: false });
  const tree: Tree = {
    version: file.version,
    nodes,
    neighbours: new Map([...neighbours].map(([code, set]) => [code, [...set]])),
    starts,
  };
  const reached = reachableFrom(tree, starts, () => true);
  // A picture may hold decoration that nothing leads to; it can never be taken, and that is said.
  for (const code of nodes.keys()) if (!reached.has(code)) findings.push({ kind: "unreachable", code, repaired: true });
  return { tree, findings, usable: starts.length > 0 && findings.every(({ repaired }) => repaired) };
}

/** Everything connected to `from` over nodes that `may` be stepped on; `from` itself included. */
export function reachableFrom(
  tree: Tree,
  from: readonly string[],
  may: (code: string) => boolean,
): ReadonlySet<string> {
  const seen = new Set(from);
  const waiting = [...from];
  for (let code = waiting.pop(); code !== undefined; code = waiting.pop()) {
    for (const next of tree.neighbours.get(code) ?? []) {
      if (seen.has(next) || !may(next)) continue;
      seen.add(next);
      waiting.push(next);
    }
  }
  return seen;
}

/** A node as published node maps have it. */
interface MapNode {
  readonly name?: string;
  readonly group?: number | string;
  readonly orbit?: number;
  readonly orbitIndex?: number;
  readonly out?: readonly (string | number)[];
  readonly in?: readonly (string | number)[];
  readonly classStartIndex?: number;
}

/** A published map of nodes with `out` and `in` lists; nodes cost 1, starts of a class 0. */
export interface NodeMap {
  readonly nodes: Readonly<Record<string, MapNode>>;
  readonly groups?: Readonly<Record<string, { readonly x: number; readonly y: number }>>;
  readonly constants?: { readonly skillsPerOrbit?: readonly number[]; readonly orbitRadii?: readonly number[] };
}

/** Reads a published node map as a tree file; edges named at one end only are made mutual and reported. */
export function fromNodeMap(
  map: NodeMap,
  version: string,
): { readonly file: TreeFile; readonly findings: readonly TreeFinding[] } {
  const findings: TreeFinding[] = [];
  const codes = Object.keys(map.nodes).filter((code) => code !== "root");
  const known = new Set(codes);
  const edges = new Map<string, readonly [string, string]>();
  for (const code of codes) {
    const node = map.nodes[code]!;
    for (const [list, back] of [
      ["out", "in"],
      ["in", "out"],
    ] as const)
      for (const end of (node[list] ?? []).map(String)) {
        if (end === "root") continue;
        const other = map.nodes[end];
        if (other && known.has(end) && !(other[back] ?? []).map(String).includes(code))
          findings.push({ kind: "one_sided", code: `${code}–${end}`, repaired: true });
        const [a, b] = code < end ? [code, end] : [end, code];
        edges.set(`${a} ${b}`, [a, b]);
      }
  }
  const starts = codes.filter((code) => map.nodes[code]!.classStartIndex !== undefined);
  const nodes = codes.map((code): TreeNode => {
    const node = map.nodes[code]!;
    return {
      code,
      name: node.name ?? code,
      branch: String(node.group ?? ""),
      cost: starts.includes(code) ? 0 : 1,
      ...placeOf(node, map),
      needs: [],
      needsStats: {},
      effects: [],
      description: "",
    };
  });
  return { file: { version, nodes, edges: [...edges.values()], starts }, findings };
}

function placeOf(node: MapNode, map: NodeMap): { readonly x: number; readonly y: number } {
  const group = map.groups?.[String(node.group ?? "")] ?? { x: 0, y: 0 };
  const radius = map.constants?.orbitRadii?.[node.orbit ?? 0] ?? 0;
  const places = map.constants?.skillsPerOrbit?.[node.orbit ?? 0] ?? 1;
  const angle = (2 * Math.PI * (node.orbitIndex ?? 0)) / places;
  return { x: group.x + radius * Math.sin(angle), y: group.y - radius * Math.cos(angle) };
}
