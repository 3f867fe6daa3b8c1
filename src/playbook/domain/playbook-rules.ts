import { actionsOf } from '../../capability/actions';
import type { Action } from '../../capability/capability';
import { CAPABILITIES } from '../../capability/registry';
import { CHANNEL_QUESTION, CHANNELS, channelOf } from '../../client/domain/channel';
import type { EngagementFactDeclaration } from '../../engagement/domain/facts/registry';
import { factNamed } from '../../fact/domain/declaration';
import { parametersOf } from './action-schema';
import { type Call, courseFaults } from './course/faults';
import type { Playbook, Step } from './playbook';
import { checksFaults, pointFaults } from './quality-checks';
import { planFaults } from './rules/plan-faults';
import type { RulesFault } from './rules/text';

/** What a well-formed playbook must also fulfil to be played: references resolve, kinds have what they need. */
export function faultsOf(playbook: Playbook, facts: readonly EngagementFactDeclaration[]): RulesFault[] {
  return [
    ...duplicateIds(playbook),
    ...calendarFaults(playbook),
    ...reminderFaults(playbook),
    ...messageFaults(playbook),
    ...channelFaults(playbook),
    ...courseFaults(playbook, (call) => callFaults(call, playbook)),
    ...roleFaults(playbook),
    ...stepFaults(playbook, facts),
    ...pointFaults(playbook),
    ...planFaults(playbook),
  ];
}

function duplicateIds(playbook: Playbook): RulesFault[] {
  const seen = new Set<string>();
  return located(playbook).flatMap(({ path, step }) => {
    const again = seen.has(step.id);
    seen.add(step.id);
    return again
      ? [{ path: [...path, 'id'], message: `the step id "${step.id}" is used twice; ids are unique` }]
      : [];
  });
}

/** Whoever asks how a client wants to hear from us offers what we can do. */
function channelFaults(playbook: Playbook): RulesFault[] {
  return located(playbook).flatMap(({ path, step }) =>
    (step.form ?? []).flatMap(({ name, type, options = [] }, at): RulesFault[] => {
      if (name !== CHANNEL_QUESTION) return [];
      if (type === 'choice' && options.every((option) => channelOf(option) !== undefined)) return [];
      const message = `the client's preferred channel is a choice among ${CHANNELS.join(', ')}`;
      return [{ path: [...path, 'form', at], message }];
    }),
  );
}

function calendarFaults(playbook: Playbook): RulesFault[] {
  const known = Object.keys(playbook.calendars);
  const used: [(string | number)[], string][] = [
    [['calendar'], playbook.calendar],
    ...(playbook.meetingCalendar === undefined
      ? []
      : ([[['meetingCalendar'], playbook.meetingCalendar]] as [string[], string][])),
    [['ladder', 'calendar'], playbook.ladder.calendar],
    ...Object.entries(playbook.roleCalendars ?? {}).map(([role, name]): [(string | number)[], string] => [
      ['roleCalendars', role],
      name,
    ]),
    ...located(playbook).flatMap(({ path, step }): [(string | number)[], string][] =>
      step.calendar ? [[[...path, 'calendar'], step.calendar]] : [],
    ),
  ];
  return used
    .filter(([, name]) => !known.includes(name))
    .map(([path, name]) => ({ path, message: `no calendar "${name}" here; there are: ${known.join(', ')}` }));
}

function roleFaults(playbook: Playbook): RulesFault[] {
  const known = new Set(Object.keys(playbook.roles));
  const used: [(string | number)[], string][] = [
    ...playbook.team.map((role, i): [(string | number)[], string] => [['team', i], role]),
    ...Object.keys(playbook.effort ?? {}).map((role): [(string | number)[], string] => [
      ['effort', role],
      role,
    ]),
    ...playbook.ladder.levels.map((rung, i): [(string | number)[], string] => [
      ['ladder', 'levels', i, 'role'],
      rung.role,
    ]),
    ...located(playbook).map(({ path, step }): [(string | number)[], string] => [
      [...path, 'owner'],
      step.owner,
    ]),
  ];
  return used
    .filter(([, role]) => !known.has(role))
    .map(([path, role]) => ({ path, message: `no role "${role}" here; add it under roles or use another` }));
}

function stepFaults(playbook: Playbook, facts: readonly EngagementFactDeclaration[]): RulesFault[] {
  return located(playbook).flatMap(({ path, step, siblings }) => [
    ...kindFaults(path, step, facts),
    ...referenceFaults(path, step, siblings),
    ...parameterFaults(path, step, playbook),
    ...formFaults(path, step),
    ...checksFaults(path, step, playbook),
    ...documentsFaults(path, step, playbook),
  ]);
}

function kindFaults(
  path: (string | number)[],
  step: Step,
  facts: readonly EngagementFactDeclaration[],
): RulesFault[] {
  const needsDo = step.kind === 'action' || step.kind === 'message' || step.kind === 'meeting';
  const faults: RulesFault[] = [];
  if (needsDo !== (step.do !== undefined)) {
    faults.push({ path, message: `a step of kind ${step.kind} ${needsDo ? 'needs' : 'cannot have'} "do"` });
  }
  if (step.kind === 'meeting' && step.do && step.do !== 'calendar.schedule') {
    faults.push({ path: [...path, 'do'], message: 'a meeting is made with calendar.schedule' });
  }
  if ((step.kind === 'wait') !== (step.for !== undefined)) {
    faults.push({
      path,
      message: `a step of kind ${step.kind} ${step.kind === 'wait' ? 'needs' : 'cannot have'} "for"`,
    });
  }
  if (step.for && !step.for.party && factNamed(facts, step.for.signal)?.statedBy === 'party') {
    faults.push({ path: [...path, 'for'], message: 'say whose signature: party: client or party: provider' });
  }
  return faults;
}

/** What cannot be opened must not hold a task up for ever: somebody may waive it. */
function documentsFaults(path: (string | number)[], step: Step, { decisions }: Playbook): RulesFault[] {
  const at = [...path, 'documents'];
  if (step.documents === undefined) return [];
  if (step.kind !== 'task') return [{ path: at, message: 'only a task can have "documents"' }];
  return decisions.documentWaived === undefined
    ? [{ path: at, message: 'say who may waive one, under decisions: documentWaived: [...]' }]
    : [];
}

function referenceFaults(path: (string | number)[], step: Step, siblings: string[]): RulesFault[] {
  const named = [...(step.after ?? []), ...(step.refusedTo ? [step.refusedTo] : [])];
  return named
    .filter((id) => id === step.id || !siblings.includes(id))
    .map((id) => ({
      path,
      message: `"${id}" is no other step of this stage; there are: ${siblings.join(', ')}`,
    }));
}

const ACTIONS = actionsOf(CAPABILITIES);

function parameterFaults(path: (string | number)[], step: Step, playbook: Playbook): RulesFault[] {
  const calls = [
    ...(step.do ? [{ at: [...path, 'with'], name: step.do, params: step.with }] : []),
    ...(step.reminder
      ? [{ at: [...path, 'reminder', 'with'], name: step.reminder.do, params: step.reminder.with }]
      : []),
  ];
  return calls.flatMap((call) => callFaults(call, playbook));
}

function reminderFaults(playbook: Playbook): RulesFault[] {
  const { reminders } = playbook.payments ?? {};
  const at = ['payments', 'reminders', 'with'];
  return reminders ? callFaults({ at, name: reminders.do, params: reminders.with }, playbook) : [];
}

function messageFaults(playbook: Playbook): RulesFault[] {
  return (playbook.calledOff ?? []).flatMap((message, index) => {
    const at = ['calledOff', index, 'with'];
    return callFaults({ at, name: message.do, params: message.with }, playbook);
  });
}

function callFaults({ at, name, params = {} }: Call, playbook: Playbook): RulesFault[] {
  const action = ACTIONS.get(name);
  if (action === undefined) return [];
  const parsed = parametersOf(action).safeParse(params);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const message = `${name}: ${issue?.message ?? 'wrong'}`;
    return [{ path: [...at, ...((issue?.path ?? []) as string[])], message }];
  }
  return templateFaults(at, action, params, playbook);
}

function templateFaults(
  at: (string | number)[],
  action: Action,
  params: object,
  { templates }: Playbook,
): RulesFault[] {
  return Object.entries(params)
    .filter(([name, value]) => action.parameters[name]?.rule.kind === 'template' && !templates[String(value)])
    .map(([name, value]) => ({
      path: [...at, name],
      message: `no template "${value}" here; add it under templates`,
    }));
}

function formFaults(path: (string | number)[], step: Step): RulesFault[] {
  return (step.form ?? []).flatMap((field, i) => {
    const at = [...path, 'form', i];
    if ((field.type === 'choice') !== (field.options !== undefined)) {
      return [{ path: at, message: 'a field has options exactly when it is a choice' }];
    }
    if (field.hosts !== undefined && field.type !== 'link') {
      return [{ path: at, message: 'only a link has hosts' }];
    }
    if (field.decides && (field.type === 'text' || field.type === 'link')) {
      return [
        {
          path: at,
          message: 'free text cannot decide: it never leaves the database; use choice, number or boolean',
        },
      ];
    }
    return [];
  });
}

function located(playbook: Playbook): { path: (string | number)[]; step: Step; siblings: string[] }[] {
  const found: { path: (string | number)[]; step: Step; siblings: string[] }[] = [];
  for (const [stage, rules] of Object.entries(playbook.stages)) {
    const add = (path: (string | number)[], steps: Step[]) => {
      const siblings = steps.map((step) => step.id);
      steps.forEach((step, i) => found.push({ path: [...path, 'steps', i], step, siblings }));
    };
    add(['stages', stage], rules.steps);
    rules.tracks?.forEach((track, i) => add(['stages', stage, 'tracks', i], track.steps));
  }
  return found;
}
