/** Names and values that tell series of one metric apart. Never ids of people, devices or keys. */
export type Labels = Readonly<Record<string, string>>;

/** One value of one series, as a collector gives it. */
export interface Sample {
  readonly labels?: Labels;
  readonly value: number;
}

/** Figures of this process for Prometheus (platform.md 6.10). Names are given without the prefix `wopr_`. */
export interface Metrics {
  counter(name: string, help: string): (labels?: Labels, by?: number) => void;
  histogram(name: string, help: string, bounds: readonly number[]): (labels: Labels, seconds: number) => void;
  /** Asked at each scrape. A collector that fails leaves its series out. */
  gauge(name: string, help: string, collect: () => readonly Sample[] | Promise<readonly Sample[]>): void;
  /** As {@link Metrics.gauge}, for figures that only grow and live elsewhere. */
  collected(name: string, help: string, collect: () => readonly Sample[] | Promise<readonly Sample[]>): void;
  /** Everything in the text format 0.0.4. */
  render(): Promise<string>;
}

/** Bounds of durations, seconds. */
export const DURATION_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

/** A metric with more series than that was given a label it should not have; further ones are counted together. */
const MOST_SERIES = 2_000;
const OTHER: Labels = { series: "other" };

interface Family {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  lines(): Promise<readonly string[]> | readonly string[];
}

const escaped = (text: string) => text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");

function textOf(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length > 0 ? `{${pairs.join(",")}}` : "";
}

/** A registry; each process has one. */
export function createMetrics(): Metrics {
  const families: Family[] = [];
  const add = (family: Family) => void families.push({ ...family, name: `wopr_${family.name}` });

  return {
    counter(name, help) {
      const series = new Map<string, number>();
      add({ name, type: "counter", help, lines: () => [...series].map(([text, value]) => `${text} ${value}`) });
      return (labels = {}, by = 1) => {
        const text = textOf(labels);
        const key = series.has(text) || series.size < MOST_SERIES ? text : textOf(OTHER);
        series.set(key, (series.get(key) ?? 0) + by);
      };
    },

    histogram(name, help, bounds) {
      const series = new Map<
        string,
        { readonly labels: Labels; readonly counts: number[]; sum: number; count: number }
      >();
      const lines = () =>
        [...series.values()].flatMap(({ labels, counts, sum, count }) => [
          ...bounds.map((bound, i) => `_bucket${textOf({ ...labels, le: String(bound) })} ${counts[i]}`),
          `_bucket${textOf({ ...labels, le: "+Inf" })} ${count}`,
          `_sum${textOf(labels)} ${sum}`,
          `_count${textOf(labels)} ${count}`,
        ]);
      add({ name, type: "histogram", help, lines });
      return (given, seconds) => {
        const labels = series.has(textOf(given)) || series.size < MOST_SERIES ? given : OTHER;
        const key = textOf(labels);
        const one = series.get(key) ?? { labels, counts: bounds.map(() => 0), sum: 0, count: 0 };
        series.set(key, one);
        one.sum += seconds;
        one.count += 1;
        bounds.forEach((bound, i) => {
          if (seconds <= bound) one.counts[i] = (one.counts[i] ?? 0) + 1;
        });
      };
    },

    gauge(name, help, collect) {
      add({ name, type: "gauge", help, lines: () => collectedLines(collect) });
    },
    collected(name, help, collect) {
      add({ name, type: "counter", help, lines: () => collectedLines(collect) });
    },

    async render() {
      const parts = await Promise.all(
        families.map(async ({ name, type, help, lines }) => {
          const found = await Promise.resolve()
            .then(lines)
            .catch(() => []);
          if (found.length === 0) return "";
          return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${found.map((line) => `${name}${line}\n`).join("")}`;
        }),
      );
      return parts.join("");
    },
  };
}

async function collectedLines(
  collect: () => readonly Sample[] | Promise<readonly Sample[]>,
): Promise<readonly string[]> {
  return (await collect()).map(({ labels = {}, value }) => `${textOf(labels)} ${value}`);
}
