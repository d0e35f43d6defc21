import { expect, test } from "vitest";
import { createMetrics } from "./metrics.ts";

test("counters, histograms and gauges are written as Prometheus reads them", async () => {
  const metrics = createMetrics();
  const requests = metrics.counter("requests_total", "Requests.");
  requests({ route: "/a", status: "200" });
  requests({ route: "/a", status: "200" }, 2);
  requests({ route: 'x"y\\z\n', status: "500" });
  const took = metrics.histogram("took_seconds", "Durations.", [0.1, 1]);
  took({ op: "read" }, 0.05);
  took({ op: "read" }, 0.5);
  took({ op: "read" }, 5);
  metrics.gauge("free_ratio", "Free.", async () => [{ labels: { mount: "data" }, value: 0.25 }]);
  metrics.gauge("broken", "Fails.", () => Promise.reject(new Error("the disk is gone")));
  metrics.gauge("empty", "Nothing.", () => []);
  expect(await metrics.render()).toBe(
    [
      "# HELP wopr_requests_total Requests.",
      "# TYPE wopr_requests_total counter",
      'wopr_requests_total{route="/a",status="200"} 3',
      'wopr_requests_total{route="x\\"y\\\\z\\n",status="500"} 1',
      "# HELP wopr_took_seconds Durations.",
      "# TYPE wopr_took_seconds histogram",
      'wopr_took_seconds_bucket{op="read",le="0.1"} 1',
      'wopr_took_seconds_bucket{op="read",le="1"} 2',
      'wopr_took_seconds_bucket{op="read",le="+Inf"} 3',
      'wopr_took_seconds_sum{op="read"} 5.55',
      'wopr_took_seconds_count{op="read"} 3',
      "# HELP wopr_free_ratio Free.",
      "# TYPE wopr_free_ratio gauge",
      'wopr_free_ratio{mount="data"} 0.25',
      "",
    ].join("\n"),
  );
});

test("a label that should not be one cannot fill the memory", async () => {
  const metrics = createMetrics();
  const count = metrics.counter("x_total", "X.");
  for (let i = 0; i < 5_000; i += 1) count({ id: String(i) });
  const lines = (await metrics.render()).split("\n");
  expect(lines.length).toBeLessThan(2_010);
  expect(lines).toContain('wopr_x_total{series="other"} 3000');
});
