import { type Playbook, STAGES, type Step, type TrackRules } from '../../playbook/domain/playbook';
import type { ServiceDesk } from '../../service-desk/domain/service-desk';
import { htmlOf } from '../../text/domain/html';
import type { PlanRules } from '../../track/domain/plan/rules';
import { checklistsOf, type RuleKind, tracksOf, welcomeKit } from './document';
import { list, paragraph, section, table } from './markup';
import { deskLevels, playbookLevels, titleOf } from './service-levels';

/** A document for people to read and print. */
export interface DocumentPage {
  readonly title: string;
  /** HTML of a page's body. */
  readonly body: string;
}

/** Published rules, by which a page is known. */
interface Published {
  readonly version: number;
  readonly hash: string;
}

const TITLES = {
  'service-delivery-playbook': 'service delivery playbook',
  'plan-template': 'plan templates',
  'qa-checklist': 'quality checklists',
  'welcome-kit': 'welcome kit',
  'sla-policy': 'service levels',
} as const satisfies Record<RuleKind, string>;

/** What a version of a playbook says of a kind, as a page. */
export function playbookPage(kind: RuleKind, playbook: Playbook, published: Published): DocumentPage {
  const title = `${playbook.title}: ${TITLES[kind]}`;
  return { title, body: `${bodyOf(kind, playbook)}\n${footer(playbook.name, published)}` };
}

/** The service levels of the service desk, as a page. */
export function deskPage(desk: ServiceDesk, published: Published): DocumentPage {
  return {
    title: `${desk.title}: ${TITLES['sla-policy']}`,
    body: `${deskLevels(desk)}\n${footer("the service desk's rules", published)}`,
  };
}

function footer(of: string, { version, hash }: Published): string {
  return `<p>Version ${version} of ${htmlOf(of)}. SHA-256 of the rules: <code>${htmlOf(hash)}</code></p>\n`;
}

function bodyOf(kind: RuleKind, playbook: Playbook): string {
  switch (kind) {
    case 'service-delivery-playbook':
      return servicePlaybook(playbook);
    case 'plan-template':
      return tracksOf(playbook)
        .map((track) => section(track.title, trackTables(playbook, track), track.id))
        .join('\n');
    case 'qa-checklist':
      return checklistsOf(playbook)
        .map(([id, { title, points }]) => section(title, list(Object.values(points)), id))
        .join('\n');
    case 'welcome-kit':
      return welcomeKit(playbook)
        .map(([id, { subject, text }]) => section(subject, paragraph(text.trim()), id))
        .join('\n');
    case 'sla-policy':
      return playbookLevels(playbook);
  }
}

/** Stage by stage: what is done, by whom, until when, and against what it is checked. */
function servicePlaybook(playbook: Playbook): string {
  const stages = STAGES.flatMap((name) => {
    const stage = playbook.stages[name];
    if (stage === undefined) return [];
    const { title, steps, cycle = [], tracks = [] } = stage;
    const meetings = cycle.map(({ title: meeting, minutes, daysAhead }) => [
      meeting,
      `${minutes} min`,
      `${daysAhead} days after the planning`,
    ]);
    return section(
      title,
      [
        steps.length > 0 ? stepTable(playbook, steps) : '',
        meetings.length > 0 ? table(['Meeting', 'Takes', 'When'], meetings) : '',
        ...tracks.map((track) => `<h3>${htmlOf(track.title)}</h3>\n${trackTables(playbook, track)}`),
      ].join(''),
      name,
    );
  });
  const roles = table(
    ['Role', 'On the team'],
    Object.entries(playbook.roles).map(([role, title]) => [title, playbook.team.includes(role) ? 'yes' : '']),
  );
  return [...stages, section('Roles', roles)].join('\n');
}

/** The tasks of its plan, where it has one, and its steps. */
function trackTables(playbook: Playbook, track: TrackRules): string {
  const plan = track.kind === 'project' ? track.plan : undefined;
  const steps = track.steps.length > 0 ? stepTable(playbook, track.steps) : '';
  return `${plan === undefined ? '' : planTable(playbook, plan)}${steps}`;
}

function planTable({ roles }: Playbook, { tasks }: PlanRules): string {
  const titles = new Map(tasks.map(({ id, title }) => [id, title]));
  const rows = tasks.map(({ title, owner, days, effort, after = [], parent, links = [] }) => [
    parent === undefined ? title : `${titles.get(parent) ?? parent}: ${title}`,
    titleOf(roles, owner),
    String(days),
    effort === undefined ? '' : String(effort),
    after.map((id) => titles.get(id) ?? id).join('\n'),
    links.map((link) => `${link.title}: ${link.url}`).join('\n'),
  ]);
  return table(['Task', 'Who', 'Working days', 'Hours', 'After', 'How'], rows);
}

function stepTable({ roles, checklists = {} }: Playbook, steps: readonly Step[]): string {
  const rows = steps.map((step) => {
    const checks = (step.checks ?? []).map((name) => `Checked by: ${checklists[name]?.title ?? name}`);
    const points = [...(step.checklist ?? []), ...checks, ...(step.form ?? []).map(({ title }) => title)];
    return [step.title, titleOf(roles, step.owner), step.within, points.join('\n')];
  });
  return table(['What', 'Who', 'Within', 'To be answered and checked'], rows);
}
