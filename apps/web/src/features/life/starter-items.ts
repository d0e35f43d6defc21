/** One of the nine items a person can begin with. */
export interface Starter {
  readonly code: string;
  readonly name: string;
  readonly anchor: string;
  readonly time_offset?: number;
  readonly schedule_type: "daily" | "weekdays" | "weekly";
  readonly schedule_days?: number[];
  readonly stat_rewards: Partial<Record<"STR" | "INT" | "WIS" | "STA" | "CHA" | "LCK", number>>;
  readonly category: "habit" | "chore" | "task";
  readonly picked: boolean;
  readonly when: string;
}

/** What the first run offers. */
export const STARTERS: readonly Starter[] = [
  {
    code: "make_bed",
    name: "Make the bed",
    anchor: "wake",
    schedule_type: "daily",
    stat_rewards: { WIS: 10 },
    category: "habit",
    picked: true,
    when: "when you get up",
  },
  {
    code: "morning_stretch",
    name: "Morning stretch",
    anchor: "wake",
    time_offset: 10,
    schedule_type: "daily",
    stat_rewards: { STR: 10, STA: 10 },
    category: "habit",
    picked: true,
    when: "after getting up",
  },
  {
    code: "morning_hygiene",
    name: "Morning hygiene",
    anchor: "wake",
    time_offset: 20,
    schedule_type: "daily",
    stat_rewards: { STA: 10 },
    category: "habit",
    picked: true,
    when: "after getting up",
  },
  {
    code: "review_calendar",
    name: "Look at the calendar",
    anchor: "morning",
    time_offset: 60,
    schedule_type: "weekdays",
    stat_rewards: { INT: 10 },
    category: "task",
    picked: false,
    when: "weekday mornings",
  },
  {
    code: "evening_tidy",
    name: "Tidy up",
    anchor: "evening",
    schedule_type: "daily",
    stat_rewards: { STA: 10 },
    category: "chore",
    picked: true,
    when: "in the evening",
  },
  {
    code: "evening_journal",
    name: "A few lines in the journal",
    anchor: "night",
    schedule_type: "daily",
    stat_rewards: { WIS: 15, INT: 5 },
    category: "habit",
    picked: false,
    when: "at night",
  },
  {
    code: "prep_tomorrow",
    name: "Prepare tomorrow",
    anchor: "night",
    time_offset: 20,
    schedule_type: "daily",
    stat_rewards: { INT: 10 },
    category: "habit",
    picked: true,
    when: "at night",
  },
  {
    code: "laundry",
    name: "Laundry",
    anchor: "after_work",
    schedule_type: "weekly",
    schedule_days: [5],
    stat_rewards: { STA: 15 },
    category: "chore",
    picked: false,
    when: "Saturdays",
  },
  {
    code: "trash_out",
    name: "Take the rubbish out",
    anchor: "evening",
    schedule_type: "weekly",
    schedule_days: [3],
    stat_rewards: { STA: 10 },
    category: "chore",
    picked: false,
    when: "Thursdays",
  },
];
