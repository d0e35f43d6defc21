import fc from "fast-check";
import { RRuleTemporal } from "rrule-temporal";
import { describe, expect, test } from "vitest";
import { addDays, type LocalDate } from "./date.ts";
import { datesOf, parseRule, type Rule } from "./recurrence.ts";

const ruleOf = (text: string): Rule => {
  const rule = parseRule(text);
  if ("problem" in rule) throw new Error(`${text}: ${rule.problem}`);
  return rule;
};
const dates = (text: string, start: LocalDate, to: LocalDate, from = start) =>
  datesOf({ rule: ruleOf(text), start, rdates: [], exdates: [] }, from, to);

/** Examples of RFC 5545, 3.8.5.3, whose rules yield dates; some dates of each. */
const RFC: readonly (readonly [rule: string, start: LocalDate, to: LocalDate, dates: readonly string[]])[] = [
  [
    "FREQ=DAILY;COUNT=10",
    "1997-09-02",
    "1998-12-31",
    ["02", "03", "04", "05", "06", "07", "08", "09", "10", "11"].map((d) => `1997-09-${d}`),
  ],
  [
    "FREQ=DAILY;INTERVAL=10;COUNT=5",
    "1997-09-02",
    "1998-12-31",
    ["1997-09-02", "1997-09-12", "1997-09-22", "1997-10-02", "1997-10-12"],
  ],
  [
    "FREQ=WEEKLY;INTERVAL=2;WKST=SU;COUNT=4",
    "1997-09-02",
    "1998-12-31",
    ["1997-09-02", "1997-09-16", "1997-09-30", "1997-10-14"],
  ],
  [
    "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH",
    "1997-09-02",
    "1998-12-31",
    [
      "1997-09-02",
      "1997-09-04",
      "1997-09-09",
      "1997-09-11",
      "1997-09-16",
      "1997-09-18",
      "1997-09-23",
      "1997-09-25",
      "1997-09-30",
      "1997-10-02",
    ],
  ],
  [
    "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
    "1997-08-05",
    "1998-12-31",
    ["1997-08-05", "1997-08-10", "1997-08-19", "1997-08-24"],
  ],
  [
    "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
    "1997-08-05",
    "1998-12-31",
    ["1997-08-05", "1997-08-17", "1997-08-19", "1997-08-31"],
  ],
  [
    "FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
    "1997-09-05",
    "1998-12-31",
    [
      "1997-09-05",
      "1997-10-03",
      "1997-11-07",
      "1997-12-05",
      "1998-01-02",
      "1998-02-06",
      "1998-03-06",
      "1998-04-03",
      "1998-05-01",
      "1998-06-05",
    ],
  ],
  [
    "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
    "1997-09-07",
    "1999-12-31",
    [
      "1997-09-07",
      "1997-09-28",
      "1997-11-02",
      "1997-11-30",
      "1998-01-04",
      "1998-01-25",
      "1998-03-01",
      "1998-03-29",
      "1998-05-03",
      "1998-05-31",
    ],
  ],
  [
    "FREQ=MONTHLY;BYMONTHDAY=-3",
    "1997-09-28",
    "1998-02-28",
    ["1997-09-28", "1997-10-29", "1997-11-28", "1997-12-29", "1998-01-29", "1998-02-26"],
  ],
  [
    "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
    "1997-09-30",
    "1999-12-31",
    [
      "1997-09-30",
      "1997-10-01",
      "1997-10-31",
      "1997-11-01",
      "1997-11-30",
      "1997-12-01",
      "1997-12-31",
      "1998-01-01",
      "1998-01-31",
      "1998-02-01",
    ],
  ],
  [
    "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
    "1997-09-02",
    "2000-12-31",
    ["1998-02-13", "1998-03-13", "1998-11-13", "1999-08-13", "2000-10-13"],
  ],
  [
    "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
    "1997-09-13",
    "1998-02-28",
    ["1997-09-13", "1997-10-11", "1997-11-08", "1997-12-13", "1998-01-10", "1998-02-07"],
  ],
  [
    "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
    "1997-09-04",
    "1998-12-31",
    ["1997-09-04", "1997-10-07", "1997-11-06"],
  ],
  [
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
    "1997-09-29",
    "1998-01-31",
    ["1997-09-29", "1997-10-30", "1997-11-27", "1997-12-30", "1998-01-29"],
  ],
  [
    "FREQ=YEARLY;COUNT=10;BYMONTH=6,7",
    "1997-06-10",
    "2002-12-31",
    [
      "1997-06-10",
      "1997-07-10",
      "1998-06-10",
      "1998-07-10",
      "1999-06-10",
      "1999-07-10",
      "2000-06-10",
      "2000-07-10",
      "2001-06-10",
      "2001-07-10",
    ],
  ],
  ["FREQ=YEARLY;BYDAY=20MO", "1997-05-19", "1999-12-31", ["1997-05-19", "1998-05-18", "1999-05-17"]],
  [
    "FREQ=YEARLY;BYMONTH=3;BYDAY=TH",
    "1997-03-13",
    "1998-03-31",
    ["1997-03-13", "1997-03-20", "1997-03-27", "1998-03-05", "1998-03-12", "1998-03-19", "1998-03-26"],
  ],
  [
    "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
    "1996-11-05",
    "2005-12-31",
    ["1996-11-05", "2000-11-07", "2004-11-02"],
  ],
  ["FREQ=YEARLY", "2024-02-29", "2033-12-31", ["2024-02-29", "2028-02-29", "2032-02-29"]],
];

test.each(RFC)("LF-6: %s from %s", (rule, start, to, expected) => {
  expect(dates(rule, start, to)).toEqual(expected);
});

describe("bad rules are refused with a sentence", () => {
  test.each([
    ["FREQ=HOURLY", /once/],
    ["FREQ=SOMETIMES", /FREQ is/],
    ["BYDAY=MO", /FREQ is/],
    ["FREQ=WEEKLY;BYDAY=XX", /BYDAY/],
    ["FREQ=WEEKLY;BYDAY=1MO", /numbered/],
    ["FREQ=DAILY;COUNT=3;UNTIL=20260101", /exclude/],
    ["FREQ=DAILY;UNTIL=20260230", /UNTIL/],
    ["FREQ=MONTHLY;BYSETPOS=1", /BYSETPOS/],
    ["FREQ=WEEKLY;BYMONTHDAY=3", /BYMONTHDAY/],
    ["FREQ=DAILY;INTERVAL=0", /INTERVAL/],
    ["FREQ=DAILY;BYHOUR=3", /BYHOUR/],
  ])("%s", (text, sentence) => {
    expect(parseRule(text)).toEqual({ problem: expect.stringMatching(sentence) });
  });
});

const anyRule = fc
  .record({
    freq: fc.constantFrom("DAILY", "WEEKLY", "MONTHLY", "YEARLY"),
    interval: fc.integer({ min: 1, max: 5 }),
    days: fc.uniqueArray(fc.constantFrom("MO", "TU", "WE", "TH", "FR", "SA", "SU"), { maxLength: 4 }),
    monthDays: fc.uniqueArray(fc.constantFrom(1, 13, 15, 28, 31, -1, -3), { maxLength: 3 }),
    months: fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 3 }),
    count: fc.option(fc.integer({ min: 1, max: 30 })),
  })
  .map(({ freq, interval, days, monthDays, months, count }) =>
    [
      `FREQ=${freq}`,
      `INTERVAL=${interval}`,
      ...(days.length > 0 ? [`BYDAY=${days.join(",")}`] : []),
      ...(monthDays.length > 0 && freq !== "WEEKLY" ? [`BYMONTHDAY=${monthDays.join(",")}`] : []),
      ...(months.length > 0 ? [`BYMONTH=${months.join(",")}`] : []),
      ...(count === null ? [] : [`COUNT=${count}`]),
    ].join(";"),
  );
const anyDate = fc.integer({ min: 0, max: 3_000 }).map((days) => addDays("2020-01-01", days));

test("dates agree with the recurrence library for any rule", () => {
  fc.assert(
    fc.property(anyRule, anyDate, (text, start) => {
      const to = addDays(start, 900);
      const oracle = new RRuleTemporal({
        rruleString: `DTSTART;TZID=UTC:${start.replaceAll("-", "")}T120000\nRRULE:${text}`,
        maxIterations: 20_000,
      });
      const expected = oracle
        .between(new Date(`${start}T00:00:00Z`), new Date(`${to}T23:00:00Z`), true)
        .map((when) => when.toPlainDate().toString());
      expect([text, start, dates(text, start, to)]).toEqual([text, start, expected]);
    }),
    { numRuns: 120, seed: 7 },
  );
});

test("a part of the dates is the whole between the same ends", () => {
  fc.assert(
    fc.property(anyRule, anyDate, fc.nat(500), fc.nat(200), (text, start, skip, length) => {
      const [from, to] = [addDays(start, skip), addDays(start, skip + length)];
      const whole = dates(text, start, to);
      expect(dates(text, start, to, from)).toEqual(whole.filter((date) => date >= from));
    }),
    { numRuns: 200 },
  );
});
