import { z } from 'zod';
import type { LookOutside, OutsideSight } from '../../capability/outside';
import type { TaskState } from '../../capability/offered/planner';
import { knownValue } from '../kit/vendor-settings';
import { sightsSince } from '../microsoft/sights';
import type { PlannerClient } from './client';
import { isOurs } from './mark';
import { stateOf } from './planner';

const Signs = z.record(z.string(), z.string());

/** What has changed of our tasks in our plans. Planner tells nobody, so that all of them are read each time. */
export function plannerLook(client: PlannerClient): LookOutside {
  return async (cursor, resting) => {
    if (knownValue('planner', client.settings, 'groupId') === undefined) return { sights: [], cursor: '{}' };
    const before = cursor === undefined ? undefined : Signs.parse(JSON.parse(cursor));
    const plans = (await client.listPlans()).filter(({ title }) => isOurs(title));
    const present: OutsideSight[] = [];
    for (const { id } of plans) {
      const tasks = (await client.listTasks(id)).filter(({ title }) => isOurs(title));
      present.push(...tasks.map((task) => asSight(stateOf(task))));
    }
    const { sights, signs } = sightsSince(before, present, await resting());
    return { sights, cursor: JSON.stringify(signs) };
  };
}

function asSight({ id, isDone, dueMs }: TaskState): OutsideSight {
  return { id, place: 'there', isDone, ...(dueMs === undefined ? {} : { dueMs }) };
}
