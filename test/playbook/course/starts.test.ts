import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePlaybook } from '../../../src/playbook/domain/playbook-text';
import { describeFaults } from '../../../src/playbook/domain/rules/text';
import {
  askedProperties,
  decisiveProperties,
  factsOfDeal,
  startingAt,
  type StartRules,
} from '../../../src/playbook/domain/starts';
import { VENDORS } from '../../../src/vendors/registry';

const rules = (name: string, hubspot: StartRules) => ({ name, starts: { hubspot } });
const stage = 'closedwon';
const COURSE = rules('course', {
  dealStage: stage,
  property: { name: 'service_type', is: 'course' },
  facts: { scope: 'course_scope', deadline: 'course_deadline' },
});
const SUPPORT = rules('support', { dealStage: stage, property: { name: 'service_type', is: 'support' } });
const ANY = rules('any', { dealStage: stage });
const ALL = [ANY, COURSE, SUPPORT];
const namesAt = (properties?: Record<string, string>, at = stage, vendor = 'hubspot') =>
  startingAt(ALL, vendor, { stage: at, properties }).map(({ name }) => name);

describe('What a deal starts', () => {
  it('is told apart by a property of the deal where one stage starts several playbooks', () => {
    expect(namesAt({ service_type: 'course' })).toEqual(['course']);
    expect(namesAt({ service_type: 'support' })).toEqual(['support']);
  });

  it('is what asks for no property where none that is asked for is so', () => {
    expect(namesAt({ service_type: 'Course' })).toEqual(['any']);
    expect(namesAt()).toEqual(['any']);
    expect(startingAt([COURSE, SUPPORT], 'hubspot', { stage })).toEqual([]);
  });

  it('is nothing at another stage, or at another vendor', () => {
    expect(namesAt({ service_type: 'course' }, 'closedlost')).toEqual([]);
    expect(namesAt({ service_type: 'course' }, stage, 'other')).toEqual([]);
  });

  it('lets nothing into a history but what decides it', () => {
    const said = { service_type: 'support', course_scope: 'for Carla Client', other: 'x' };
    expect(decisiveProperties(ALL, 'hubspot', said)).toEqual({ service_type: 'support' });
    expect(decisiveProperties(ALL, 'hubspot', { service_type: 'Carla Client' })).toEqual({});
    expect(askedProperties(ALL, 'hubspot')).toEqual(['service_type', 'course_scope', 'course_deadline']);
    expect(askedProperties(ALL, 'other')).toEqual([]);
  });

  it('takes over the facts that the deal says, and none that it leaves empty', () => {
    expect(factsOfDeal('hubspot', COURSE, { course_scope: ' all ', course_deadline: ' ' })).toEqual({
      scope: 'all',
    });
    expect(factsOfDeal('hubspot', ANY, { course_scope: 'all' })).toEqual({});
  });
});

describe('A course in a playbook', () => {
  const source = readFileSync(join(__dirname, '../../../playbooks/course.yaml'), 'utf8');
  const faultsOf = (find: string | RegExp, replace: string) => {
    expect(source).toMatch(find);
    const parsed = parsePlaybook(source.replace(find, replace), VENDORS);
    return parsed.ok ? '' : describeFaults('course', parsed.faults);
  };

  it.each([
    ['enrolling beside the content', 'id: enrol\n', 'id: enrol\n            after: []\n', 'contentApproved'],
    ['content that is passed by', 'checks: [course-content]', 'endsAfter: 2 d', 'always approved'],
    ['content that nobody mends', /refusedTo: prepare-content\n/, '\n', 'refusedTo'],
    ['a nudge without its template', 'template: nudge,', 'template: nothing,', 'no template "nothing"'],
    ['a nudge for nobody', 'then: { owner: instructor', 'then: { owner: nobody', 'no role "nobody"'],
    ['feedback for nobody', 'atMost: 2, owner: instructor', 'atMost: 2, owner: nobody', 'no role "nobody"'],
    ['a farewell without its template', 'template: called-off,', 'template: nothing,', 'no template'],
    ['an event that there is not', 'dealStage: closedwon', 'dealWon: closedwon', 'no event "dealWon"'],
    ['a start without its event', 'dealStage: closedwon', '', 'say which event starts'],
    ['a property without its value', ', is: course }', ' }', 'property'],
  ])('with %s is refused, and says why', (_what, find, replace, message) => {
    expect(faultsOf(find, replace)).toContain(message);
  });
});
