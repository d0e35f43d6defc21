const tiles = [
  { x: 2, y: 1, color: "#3f9150" },
  { x: 3, y: 1, color: "#d9709f" },
  { x: 3, y: 2, color: "#3f9150" },
  { x: 1, y: 3, color: "#2f6fc4" },
  { x: 2, y: 2, color: "#2f6fc4" },
  { x: 4, y: 3, color: "#d9709f" },
] as const;

/** A drawing for the sample: a board seen by a camera, one tile just laid. */
export function GardenPicture() {
  return (
    <svg
      viewBox="0 0 360 260"
      role="img"
      aria-label="Drawing: a board with tiles under a camera, one of them just laid"
    >
      <g transform="translate(40 52) skewX(-6)">
        <rect x="0" y="0" width="290" height="190" rx="14" fill="var(--board-line)" />
        <rect x="6" y="6" width="278" height="178" rx="10" fill="var(--board)" />
        <path
          d={[1, 2, 3, 4, 5]
            .map((x) => `M${x * 46 + 7} 6v178`)
            .concat([1, 2, 3].map((y) => `M6 ${y * 44.5 + 6}h278`))
            .join("")}
          stroke="var(--board-line)"
          strokeWidth="1.5"
        />
        {tiles.map(({ x, y, color }) => (
          <rect key={`${x} ${y}`} x={x * 46 + 12} y={y * 44.5 + 11} width="36" height="35" rx="8" fill={color} />
        ))}
        <rect
          x={4 * 46 + 9}
          y={2 * 44.5 + 8}
          width="42"
          height="41"
          rx="10"
          fill="none"
          stroke="var(--accent)"
          strokeWidth="3.5"
        />
        <rect x={4 * 46 + 12} y={2 * 44.5 + 11} width="36" height="35" rx="8" fill="#3f9150" />
      </g>
      <path
        d="M178 40 26 84M178 40l154 44M178 40 52 236M178 40l128 196"
        stroke="var(--accent)"
        strokeWidth="1.2"
        opacity=".35"
      />
      <g transform="translate(150 8)">
        <rect width="56" height="34" rx="9" fill="var(--text)" />
        <circle cx="28" cy="18" r="11" fill="var(--surface)" />
        <circle cx="28" cy="18" r="6" fill="var(--accent)" />
      </g>
    </svg>
  );
}
