const dots = [9.5, 16, 22.5]
  .flatMap((y) => [9.5, 16, 22.5].map((x) => ({ x, y })))
  .filter(({ x, y }) => x !== 16 || y !== 16);

/** A board with one place that changed. */
export function Logo({ size = 32 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#14100A" />
      <g fill="#FFB000">
        {dots.map(({ x, y }) => (
          <circle key={`${x} ${y}`} cx={x} cy={y} r="2.2" opacity=".45" />
        ))}
        <rect x="12.4" y="12.4" width="7.2" height="7.2" rx="2" />
      </g>
    </svg>
  );
}
