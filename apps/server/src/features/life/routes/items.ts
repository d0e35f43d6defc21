import {
  addLifeItem,
  addPause,
  changeAnchor,
  changeGoals,
  changeLifeItem,
  changeLifeProfile,
  changeLifeSettings,
  listAnchors,
  listLifeItems,
  listPauses,
  previewSchedule,
  readGoals,
  readLifeItem,
  readLifeProfile,
  readLifeSettings,
  removePause,
  resolveAnchors,
  stopLifeItem,
} from "@wopr/contracts";
import { minutesOf, resolveTime, type Schedule, timeOf } from "@wopr/life";
import type { App } from "../../../http/env.ts";
import { mount } from "../../../http/mount.ts";
import type { Person } from "../domain/types.ts";
import type { Books } from "../services/book.ts";
import type { ItemInput, Items } from "../services/items.ts";
import type { Profile } from "../services/profile.ts";
import { sunOn } from "../services/scheduling.ts";
import {
  fromItemBody,
  fromProfileBody,
  fromScheduleBody,
  toAnchorWire,
  toItemWire,
  toPauseWire,
  toProfileWire,
} from "../wire/timeline.ts";

/** Mounts items, anchors, pauses and the profile. */
export function mountPlanRoutes(
  app: App,
  { books, items, profile }: { readonly books: Books; readonly items: Items; readonly profile: Profile },
): void {
  mount(app, listLifeItems, async (_, caller) => ({ items: (await items.list(caller.id)).map(toItemWire) }));
  mount(app, addLifeItem, async ({ body }, caller) => {
    const fields = { code: body.code, ...fromItemBody(body) } as ItemInput;
    return toItemWire(await items.add(caller.id, fields));
  });
  mount(app, previewSchedule, async ({ body }, caller) => {
    const { words, dates } = await items.preview(
      caller.id,
      fromScheduleBody(body) as Partial<Schedule> & Pick<Schedule, "type">,
    );
    return { words, dates: [...dates] };
  });
  mount(app, readLifeItem, async ({ params }, caller) => toItemWire(await items.read(caller.id, params.code)));
  mount(app, changeLifeItem, async ({ params, body }, caller) =>
    toItemWire(await items.change(caller.id, params.code, fromItemBody(body) as Partial<ItemInput>)),
  );
  mount(app, stopLifeItem, ({ params }, caller) => items.stop(caller.id, params.code));

  mount(app, listAnchors, async (_, caller) => ({ anchors: (await profile.anchors(caller.id)).map(toAnchorWire) }));
  mount(app, changeAnchor, async ({ params, query, body }, caller) => {
    const time = query.new_time ?? body?.default_time;
    const perWeekday =
      body?.per_weekday &&
      Object.fromEntries(Object.entries(body.per_weekday).map(([day, at]) => [day, minutesOf(at)]));
    const seasons = body?.seasons?.map(({ from, to, time: at }) => ({ from, to, time: minutesOf(at) }));
    const change = {
      ...(time === undefined ? {} : { defaultTime: minutesOf(time) }),
      ...(perWeekday === undefined ? {} : { perWeekday }),
      ...(seasons === undefined ? {} : { seasons }),
    };
    return toAnchorWire(await profile.changeAnchor(caller.id, params.code, change));
  });
  mount(app, resolveAnchors, async ({ query }, caller) => {
    const book = await books.read(caller.id);
    const day = query.date ?? book.today.day;
    const anchors = new Map((await book.people.anchors(caller.id)).map((anchor) => [anchor.code, anchor]));
    const row = await book.people.day(caller.id, day);
    const wake =
      row?.wakeMinutes == null || !row.wakeSource ? null : { minutes: row.wakeMinutes, source: row.wakeSource };
    const { dayStart, targetWake } = book.person;
    const facts = { day, dayStart, anchors, wake, targetWake, sun: sunOn(book, day), doneAt: new Map() };
    return {
      date: day,
      anchors: [...anchors.keys(), "wake", "sunrise", "sunset"].map((code) => {
        const found = resolveTime({ anchor: code, exactTime: null, offset: 0, defaultTime: null }, facts);
        return {
          code,
          time: timeOf(found.minutes),
          resolved_from: found.from,
          reason: found.reason,
          pending: found.pending,
        };
      }),
    };
  });

  mount(app, listPauses, async (_, caller) => {
    const own = await items.list(caller.id);
    return { items: (await profile.pauses(caller.id)).map((pause) => toPauseWire(pause, own)) };
  });
  mount(app, addPause, async ({ body }, caller) => {
    const wanted = { itemCode: body.item_code, from: body.from_day, to: body.to_day, reason: body.reason };
    return toPauseWire(await profile.pause(caller.id, wanted), await items.list(caller.id));
  });
  mount(app, removePause, ({ params }, caller) => profile.resume(caller.id, params.id));

  const profileWire = async (personId: string) => {
    const book = await books.read(personId);
    return toProfileWire(book.person, book.today);
  };
  mount(app, readLifeProfile, async (_, caller) => profileWire(caller.id));
  mount(app, changeLifeProfile, async ({ body }, caller) => {
    await profile.change(caller.id, fromProfileBody(body));
    return profileWire(caller.id);
  });
  mount(app, readGoals, async (_, caller) => toGoals(await profile.read(caller.id)));
  mount(app, changeGoals, async ({ body }, caller) => toGoals(await profile.change(caller.id, fromProfileBody(body))));
  mount(app, readLifeSettings, async (_, caller) => (await profile.read(caller.id)).settings);
  mount(
    app,
    changeLifeSettings,
    async ({ body }, caller) => (await profile.change(caller.id, { settings: body })).settings,
  );
}

const toGoals = (person: Person) => ({
  target_wake: timeOf(person.targetWake),
  target_bedtime: timeOf(person.targetBedtime),
  target_screen_hours: person.targetScreenHours,
  target_gym_sessions: person.targetGymSessions,
});
