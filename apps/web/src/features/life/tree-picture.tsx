import { ActionIcon } from "@mantine/core";
import { IconFocusCentered, IconMinus, IconPlus } from "@tabler/icons-react";
import type { Tree, TreeNode } from "@wopr/life/tree";
import { useMemo, useRef, useState } from "react";
import styles from "./tree.module.css";

interface View {
  readonly x: number;
  readonly y: number;
  /** Units of the tree across the picture. */
  readonly width: number;
}

/** The tree as a picture: pan by dragging, zoom by wheel, buttons or keys, walk along edges by arrows. */
export function TreePicture(props: {
  readonly tree: Tree;
  readonly taken: ReadonlySet<string>;
  readonly path: readonly string[];
  readonly chosen: string;
  readonly choose: (code: string) => void;
}) {
  const { tree, taken, path, chosen, choose } = props;
  const nodes = useMemo(() => [...tree.nodes.values()], [tree]);
  const whole = useMemo(() => boundsOf(nodes), [nodes]);
  const [view, setView] = useState<View>(whole);
  const drag = useRef<{ readonly x: number; readonly y: number; readonly view: View } | null>(null);
  const ref = useRef<SVGSVGElement>(null);
  const onPath = new Set(path);
  const zoom = (by: number) =>
    setView((old) => ({ ...old, width: Math.min(whole.width * 1.5, Math.max(whole.width / 12, old.width * by)) }));
  const walk = (dx: number, dy: number) => {
    const from = tree.nodes.get(chosen);
    if (!from) return;
    const next = (tree.neighbours.get(chosen) ?? [])
      .map((code) => tree.nodes.get(code))
      .filter((node) => node !== undefined)
      .map((node) => ({
        node,
        along: ((node.x - from.x) * dx + (node.y - from.y) * dy) / (Math.hypot(node.x - from.x, node.y - from.y) || 1),
      }))
      .sort((a, b) => b.along - a.along)[0];
    if (!next || next.along < 0.2) return;
    choose(next.node.code);
    setView((old) => ({ ...old, ...keepInside(old, next.node) }));
  };
  const press = (key: string): boolean => {
    const keys: Readonly<Record<string, () => void>> = {
      ArrowUp: () => walk(0, -1),
      ArrowDown: () => walk(0, 1),
      ArrowLeft: () => walk(-1, 0),
      ArrowRight: () => walk(1, 0),
      "+": () => zoom(0.8),
      "-": () => zoom(1.25),
      "0": () => setView(whole),
    };
    keys[key]?.();
    return keys[key] !== undefined;
  };
  const half = view.width / 2;
  return (
    <div className={styles["frame"]}>
      <div
        role="slider"
        aria-roledescription="skill tree"
        aria-label="Tree"
        aria-valuemin={0}
        aria-valuemax={nodes.length - 1}
        aria-valuenow={nodes.findIndex(({ code }) => code === chosen)}
        aria-valuetext={nodeWords(tree.nodes.get(chosen), taken)}
        tabIndex={0}
        data-arrows
        className={styles["holder"]}
        onKeyDown={(event) => {
          if (press(event.key)) event.preventDefault();
        }}
        onClick={(event) => {
          const code = (event.target as Element).closest("[data-code]")?.getAttribute("data-code");
          if (code) choose(code);
        }}
        onWheel={(event) => zoom(event.deltaY > 0 ? 1.12 : 0.89)}
        onPointerDown={(event) => {
          drag.current = { x: event.clientX, y: event.clientY, view };
        }}
        onPointerMove={(event) => {
          const begun = drag.current;
          if (!begun || event.buttons === 0) return;
          const scale = begun.view.width / (ref.current?.clientWidth || 1);
          setView({
            ...begun.view,
            x: begun.view.x - (event.clientX - begun.x) * scale,
            y: begun.view.y - (event.clientY - begun.y) * scale,
          });
        }}
        onPointerUp={() => {
          drag.current = null;
        }}
      >
        <svg
          ref={ref}
          className={styles["tree"]}
          viewBox={`${view.x - half} ${view.y - half} ${view.width} ${view.width}`}
          aria-hidden="true"
        >
          {nodes.flatMap((node) =>
            (tree.neighbours.get(node.code) ?? [])
              .filter((other) => node.code < other)
              .map((other) => {
                const end = tree.nodes.get(other)!;
                const has = (code: string) => taken.has(code) || onPath.has(code);
                const kind =
                  taken.has(node.code) && taken.has(other) ? "taken" : has(node.code) && has(other) ? "path" : "free";
                return (
                  <line
                    key={`${node.code} ${other}`}
                    x1={node.x}
                    y1={node.y}
                    x2={end.x}
                    y2={end.y}
                    data-kind={kind}
                    className={styles["edge"]}
                  />
                );
              }),
          )}
          {nodes.map((node) => (
            <g
              key={node.code}
              data-cell
              data-code={node.code}
              className={styles["node"]}
              data-kind={taken.has(node.code) ? "taken" : onPath.has(node.code) ? "path" : "free"}
              data-chosen={node.code === chosen}
            >
              <circle cx={node.x} cy={node.y} r={radiusOf(node)} />
              <text x={node.x} y={node.y + radiusOf(node) + 16} textAnchor="middle">
                {node.name}
              </text>
            </g>
          ))}
        </svg>
      </div>
      <div className={styles["tools"]}>
        <ActionIcon size={44} variant="default" aria-label="Closer" onClick={() => zoom(0.8)}>
          <IconPlus size={18} aria-hidden />
        </ActionIcon>
        <ActionIcon size={44} variant="default" aria-label="Further" onClick={() => zoom(1.25)}>
          <IconMinus size={18} aria-hidden />
        </ActionIcon>
        <ActionIcon size={44} variant="default" aria-label="Whole tree" onClick={() => setView(whole)}>
          <IconFocusCentered size={18} aria-hidden />
        </ActionIcon>
      </div>
    </div>
  );
}

const radiusOf = (node: TreeNode) => 13 + node.cost * 4;

function nodeWords(node: TreeNode | undefined, taken: ReadonlySet<string>): string {
  if (!node) return "Tree";
  return `${node.name}: ${node.description} ${taken.has(node.code) ? "Yours." : `Costs ${node.cost}.`}`;
}

function boundsOf(nodes: readonly TreeNode[]): View {
  const xs = nodes.map(({ x }) => x);
  const ys = nodes.map(({ y }) => y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return { x: (left + right) / 2, y: (top + bottom) / 2, width: Math.max(right - left, bottom - top) + 160 };
}

/** Moves the view so that a node that was walked to is seen. */
function keepInside(view: View, node: TreeNode): Pick<View, "x" | "y"> {
  const reach = view.width * 0.4;
  const near = (at: number, to: number) => Math.min(to + reach, Math.max(to - reach, at));
  return { x: near(view.x, node.x), y: near(view.y, node.y) };
}
