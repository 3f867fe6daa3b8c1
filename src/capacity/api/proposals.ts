import { z } from 'zod';
import type { ApiDeps } from '../../edge/http/deps';
import { type FieldFault, invalid } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { id, roleName, words } from '../../edge/http/schemas';
import { findEngagement } from '../../engagement/store/engagements';
import { normalRole } from '../../people/domain/roles';
import { loadPlaybook } from '../../playbook/store/playbooks';
import type { Role } from '../../promise/domain/ladder/rules';
import type { Proposal, Wanted } from '../domain/proposal';
import { proposeTeam, type Search } from '../store/candidates';
import { day, insistOnOurPeople, today, weeksAsked } from './span';

const wanted = z.strictObject({
  role: roleName.optional().describe('A role that whoever does it holds; without it, a skill is needed'),
  skills: z.array(words(60)).max(20).optional().describe('What they have to be able to do, in whatever case'),
  hoursPerWeek: z.number().min(0).max(168).describe('Hours a week that it takes'),
});

const search = z
  .strictObject({
    wanted: z
      .array(wanted)
      .min(1)
      .max(50)
      .optional()
      .describe('Who is looked for, each with a role or a skill; left out where an engagement is named'),
    engagementId: id
      .optional()
      .describe("In the place of `wanted`: the engagement's team is looked for, with its playbook's hours"),
    from: day.optional().describe('A day of the first week, YYYY-MM-DD; today when left out'),
    until: day
      .optional()
      .describe('A day of the last week, not before the first one, within 53 weeks; 13 weeks when left out'),
  })
  .describe('Either `wanted` or `engagementId`')
  .meta({ id: 'TeamSearch' });

const judged = z
  .strictObject({ personId: id, name: z.string(), reasons: z.array(z.string()) })
  .meta({ id: 'JudgedPerson' });

const proposal = z
  .strictObject({
    role: z.string().nullable(),
    skills: z.array(z.string()),
    hoursPerWeek: z.number(),
    best: judged.nullable(),
    alternatives: z.array(judged).describe('Who else could do it, the best first, and why they come after'),
    others: z.array(judged).describe('Who comes near it and could not, and what is missing'),
    nobody: z.string().nullable().describe('In a sentence, when nobody can be proposed'),
  })
  .meta({ id: 'Proposal' });

const proposals = z
  .strictObject({ weeks: z.array(z.string()), items: z.array(proposal) })
  .meta({ id: 'Proposals' });

/** Who is free when, and who would do best. */
export function proposalRoutes({ db, clock, settings }: ApiDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/capacity/proposals',
      summary: 'Propose somebody for each role or skill that is wanted, with reasons; nothing is changed',
      tag: 'capacity',
      access: 'signed-in',
      body: { kind: 'json', schema: search },
      answers: {
        200: { description: 'The proposals', content: { 'application/json': proposals } },
        403: { description: 'Not for clients' },
      },
      handle: async ({ body, principal }) => {
        insistOnOurPeople(principal);
        const span = { from: body.from, to: body.until };
        const weeks = weeksAsked(span, today(clock.productNow(), settings.timeZone), { to: '/until' });
        const found = await proposeTeam(db, { weeks, ...(await searchOf(db, body)) });
        return {
          status: 200,
          body: { weeks: weeks.map(({ name }) => name), items: found.map(showProposal) },
        };
      },
    }),
  ];
}

/** @throws Problem 422 when it is not said who is looked for, or in two ways */
async function searchOf(
  db: ApiDeps['db'],
  { wanted: named, engagementId }: z.output<typeof search>,
): Promise<Pick<Search, 'wanted' | 'engagement'>> {
  if (named !== undefined && engagementId !== undefined) {
    throw invalid([
      { pointer: '/engagementId', message: 'stands in the place of `wanted`: give one of them' },
    ]);
  }
  if (engagementId === undefined) {
    if (named === undefined) {
      throw invalid([{ pointer: '/wanted', message: 'say who is looked for, or name an engagement' }]);
    }
    return { wanted: named.map(wantedBy), engagement: null };
  }
  const engagement = await findEngagement(db, engagementId);
  if (!engagement) throw invalid([{ pointer: '/engagementId', message: 'there is no such engagement' }]);
  const playbook = await loadPlaybook(db, engagement.playbookName, engagement.playbookVersion);
  return {
    wanted: playbook.team.map((role) => ({ role, skills: [], hoursPerWeek: playbook.effort?.[role] ?? 0 })),
    engagement: { id: engagement.id, team: engagement.team as Record<Role, string> },
  };
}

function wantedBy({ role, skills = [], hoursPerWeek }: z.output<typeof wanted>, index: number): Wanted {
  if (role === undefined && skills.length === 0) {
    const fault: FieldFault = { pointer: `/wanted/${index}`, message: 'give a role, a skill, or both' };
    throw invalid([fault]);
  }
  return { role: role === undefined ? null : normalRole(role), skills, hoursPerWeek };
}

export function showProposal({ wanted: one, ...found }: Proposal): z.output<typeof proposal> {
  const show = (person: (typeof found.others)[number]) => ({ ...person, reasons: [...person.reasons] });
  return {
    ...{ role: one.role, skills: [...one.skills], hoursPerWeek: one.hoursPerWeek },
    best: found.best && show(found.best),
    alternatives: found.alternatives.map(show),
    others: found.others.map(show),
    nobody: found.nobody,
  };
}

export { proposal as proposalSchema };
