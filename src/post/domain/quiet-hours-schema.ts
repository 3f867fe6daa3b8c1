import { z } from 'zod';
import { weekdays } from '../../promise/domain/clock/types';

const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a wall time HH:MM');

/** Quiet hours as people write them; one day of the week at least is not quiet as a whole. */
export const quietHoursSchema = z.strictObject({
  from: wallTime,
  until: wallTime,
  days: z.array(z.enum(weekdays)).max(6, 'one day at least must not be quiet').default([]),
});
