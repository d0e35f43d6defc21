import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const package_ = fileURLToPath(new URL("index.ts", import.meta.url));
const PROGRAM = `
const life = await import(process.argv[1]);
const zones = life.zoneHistory([{ fromMs: 0, zone: "Europe/Oslo" }]);
const oslo = life.openZone("Europe/Oslo");
const rule = life.parseRule("FREQ=MONTHLY;BYDAY=-1SU");
const dates = life.datesOf({ rule, start: "2026-01-25", rdates: [], exdates: [] }, "2026-01-01", "2027-12-31");
const closes = life.closesUntil({ day: "2026-03-20", openedAtMs: Date.parse("2026-03-20T03:00:00Z") }, zones, 240, Date.parse("2026-11-05T00:00:00Z"));
const instants = life.datesFrom("2026-03-25", "2026-04-02").map((date) => oslo.instantOf(date, 150));
const night = life.wallOf("2026-03-29T02:30:00+05:30");
console.log(JSON.stringify({ dates, closes, instants, night, words: life.timeOf(150), key: life.dayKey(Date.parse("2026-10-25T01:30:00Z"), oslo, 240) }));
`;

test("LF-5: days, dates, times and closes are the same whatever the zone of the process", () => {
  const answers = ["UTC", "Pacific/Kiritimati", "America/St_Johns", "Asia/Kathmandu"].map((zone) => {
    const run = spawnSync(process.execPath, ["--input-type=module", "-e", PROGRAM, package_], {
      encoding: "utf8",
      env: { ...process.env, TZ: zone },
    });
    expect(run.stderr.replace(/.*Warning.*\n?/g, "")).toBe("");
    return run.stdout;
  });
  expect(JSON.parse(answers[0] ?? "")).toMatchObject({ key: "2026-10-24" });
  expect(new Set(answers).size).toBe(1);
});
