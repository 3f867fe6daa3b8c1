import { z } from 'zod';
import type { LookOutside, OutsideSight } from '../../capability/outside';
import { shortEffectKey } from '../kit/effect-key';
import { VendorError } from '../kit/errors';
import { knownValue } from '../kit/vendor-settings';
import { pathOfLink } from '../microsoft/graph';
import { sightsSince } from '../microsoft/sights';
import type { TeamsClient } from './client';
import { msOfUtc, organizerPath } from './meetings';
import { keepSubscribed } from './subscription';

const DAY_MS = 86_400_000;
/** What lies further ahead is heard of when it comes nearer. */
const AHEAD_MS = 400 * DAY_MS;
/** The calendar is asked anew, with another end, after so long. */
const ANEW_AFTER_MS = 30 * DAY_MS;

const Calendar = z.object({ link: z.string(), anewAtMs: z.number() });
type CalendarCursor = z.infer<typeof Calendar>;
const Cursor = z.object({
  channels: z.record(z.string(), z.string()).optional(),
  calendar: Calendar.optional(),
});

const Changed = z.object({
  id: z.string(),
  '@removed': z.object({}).optional(),
  isCancelled: z.boolean().nullish(),
  start: z.object({ dateTime: z.string() }).nullish(),
  attendees: z
    .array(
      z.object({
        emailAddress: z.object({ address: z.string().nullish() }).nullish(),
        status: z.object({ response: z.string().nullish() }).nullish(),
      }),
    )
    .nullish(),
});

/**
 * What has changed of the team's channels and in the organizer's calendar, as far as the settings name them. It also sees to
 * it that Graph calls us when a channel changes, if it was told where.
 */
export function teamsLook(teams: TeamsClient): LookOutside {
  return async (cursor, resting) => {
    const before = cursor === undefined ? {} : Cursor.parse(JSON.parse(cursor));
    const sights: OutsideSight[] = [];
    const after: z.infer<typeof Cursor> = {};
    if (knownValue('teams', teams.settings, 'teamId') !== undefined) {
      const present = (await teams.listChannels()).map(channelSight);
      const channels = sightsSince(before.channels, present, await resting());
      sights.push(...channels.sights);
      after.channels = { ...channels.signs };
      await subscribed(teams);
    }
    if (knownValue('teams', teams.settings, 'organizer') !== undefined) {
      const meetings = await meetingSights(teams, before.calendar);
      sights.push(...meetings.sights);
      after.calendar = meetings.calendar;
    }
    return { sights, cursor: JSON.stringify(after) };
  };
}

/** What Graph refuses to tell us is found out by the looks themselves, a little later. */
async function subscribed(teams: TeamsClient): Promise<void> {
  try {
    await keepSubscribed(teams);
  } catch (error) {
    if (!(error instanceof VendorError) || error.outcome !== 'rejected') throw error;
  }
}

function channelSight({
  id,
  name,
  isArchived,
}: {
  id: string;
  name: string;
  isArchived: boolean;
}): OutsideSight {
  return { id, place: 'there', isArchived, named: shortEffectKey(name) };
}

async function meetingSights(
  teams: TeamsClient,
  before: CalendarCursor | undefined,
): Promise<{ sights: OutsideSight[]; calendar: CalendarCursor }> {
  const nowMs = Date.now();
  const goesOn = before !== undefined && before.anewAtMs > nowMs;
  const calendar = goesOn ? before : { link: '', anewAtMs: nowMs + ANEW_AFTER_MS };
  const range = {
    startDateTime: new Date(nowMs - DAY_MS).toISOString(),
    endDateTime: new Date(nowMs + AHEAD_MS).toISOString(),
  };
  const path = goesOn ? pathOfLink(before.link) : `${organizerPath(teams)}/calendarView/delta`;
  const sights: OutsideSight[] = [];
  let link: string | undefined;
  try {
    for await (const page of teams.graph.pages('calendarView.delta', path, goesOn ? {} : range)) {
      sights.push(...z.array(Changed).parse(page.items).map(asSight));
      link = page.deltaLink;
    }
  } catch (error) {
    // Graph forgets an old state: then all of it is told again.
    if (goesOn && error instanceof VendorError && error.status === 410)
      return meetingSights(teams, undefined);
    throw error;
  }
  if (link === undefined) throw new Error('Graph gave neither a next page nor an address to go on from.');
  return { sights, calendar: { ...calendar, link } };
}

function asSight({ id, isCancelled, start, attendees, ...more }: z.infer<typeof Changed>): OutsideSight {
  if (more['@removed'] !== undefined || isCancelled === true) return { id, place: 'gone' };
  const declined = (attendees ?? []).filter(({ status }) => status?.response === 'declined');
  return {
    id,
    place: 'there',
    ...(start ? { startMs: msOfUtc(start.dateTime) } : {}),
    declinedBy: declined.map(({ emailAddress }) =>
      shortEffectKey((emailAddress?.address ?? '').toLowerCase()),
    ),
  };
}
