import { type Capability, capabilityOf } from '../../capability/actions';
import { chartOf, type ChartEdge, type ChartGroup, type ChartNode } from '../../playbook/domain/flowchart';
import { findStepOrMeeting, type Playbook, type Raci, type Step } from '../../playbook/domain/playbook';
import { plansOf } from '../../playbook/domain/plans';
import type { Role } from '../../promise/domain/ladder/rules';
import type { Figure } from './figures';
import { type Place, placeOf, placeOfMeeting } from './side';
import { conditionOf, escalationOf, named } from './step-words';
import { type UsedDocument, usedDocuments } from './used-documents';

/** What of an installation stands in a blueprint. */
export interface Installation {
  /** Its name, as its clients know it. */
  company: string;
  /** The vendor that serves a capability by this playbook, as people write it; null: people do it by hand. */
  vendorOf: (capability: Capability) => string | null;
  figures: readonly Figure[];
}

/** What a row of a blueprint is about. */
export type LaneKind = 'client' | 'onstage' | 'backstage' | 'systems' | 'documents';

/** One row: the client, a role as far as the client sees it or not, the systems, the documents. */
export interface Lane {
  id: string;
  kind: LaneKind;
  title: string;
}

/** Who has which part in a step, by the titles of roles. */
export interface Parts {
  responsible: string[];
  accountable: string[];
  consulted: string[];
  informed: string[];
}

/** One box. Steps are numbered by their stage. */
export interface BlueprintStep extends Place {
  id: string;
  number: string;
  stage: string;
  lane: string;
  kind: ChartNode['kind'];
  title: string;
  owner: string;
  /** The term; null for what has none of its own. */
  within: string | null;
  /** The hours in which it is counted; null without a term. */
  countedIn: string | null;
  waitsFor: string[];
  condition: string | null;
  escalation: string;
  parts: Parts;
  capability: string | null;
}

/** A kind of system with the vendor that serves it, and the steps that it does. */
export interface BlueprintSystem {
  title: string;
  vendor: string | null;
  steps: string[];
}

/** One task of the plan of a project. */
export interface BlueprintTask {
  title: string;
  owner: string;
  /** Working days. */
  days: number;
}

/** A service blueprint: a playbook as its client, its people and its systems live through it. */
export interface Blueprint {
  name: string;
  version: number;
  title: string;
  company: string;
  stages: { id: string; title: string }[];
  lanes: Lane[];
  steps: BlueprintStep[];
  /** Those of the playbook's flowchart. */
  edges: ChartEdge[];
  /** What the plans of its projects begin with: backstage, and no boxes, for plans change. */
  planTasks: BlueprintTask[];
  systems: BlueprintSystem[];
  documents: UsedDocument[];
  figures: readonly Figure[];
}

/** The blueprint of a version of a playbook as an installation works by it. */
export function blueprintOf(playbook: Playbook, version: number, installation: Installation): Blueprint {
  const chart = chartOf(playbook);
  const numbers = numbersOf(chart.groups);
  const steps = chart.groups.flatMap((group) =>
    group.nodes.map((node) => stepOf(node, group, { playbook, numbers, edges: chart.edges })),
  );
  return {
    ...{ name: playbook.name, version, title: playbook.title, company: installation.company },
    stages: chart.groups.map(({ id, title }) => ({ id, title })),
    lanes: lanesOf(steps, playbook),
    steps,
    edges: chart.edges,
    planTasks: plansOf(playbook).flatMap(({ plan }) =>
      plan.tasks.map(({ title, owner, days }) => ({ title, owner: playbook.roles[owner] ?? owner, days })),
    ),
    systems: systemsOf(steps, installation),
    documents: usedDocuments(playbook, numbers),
    figures: installation.figures,
  };
}

function numbersOf(groups: readonly ChartGroup[]): Map<string, string> {
  return new Map(
    groups.flatMap(({ nodes }, group) =>
      nodes.map(({ id }, index) => [id, `${group + 1}.${index + 1}`] as const),
    ),
  );
}

interface Known {
  playbook: Playbook;
  numbers: ReadonlyMap<string, string>;
  edges: readonly ChartEdge[];
}

function stepOf(
  { id, title, kind, owner }: ChartNode,
  { id: stage }: ChartGroup,
  known: Known,
): BlueprintStep {
  const { playbook, numbers, edges } = known;
  const found = findStepOrMeeting(playbook, id);
  const step = found?.what === 'step' ? found.of : undefined;
  const role = step?.owner ?? roleTitled(owner, playbook);
  const place = placeIn(playbook, found);
  return {
    ...{ id, number: numbers.get(id) ?? '', stage, lane: laneIdOf(place, role), kind, title, ...place },
    owner: playbook.roles[role] ?? owner,
    within: step?.within ?? null,
    countedIn: step ? (step.calendar ?? playbook.roleCalendars?.[role] ?? playbook.calendar) : null,
    waitsFor: edges.flatMap((edge) =>
      edge.to === id && edge.kind === 'then' ? (numbers.get(edge.from) ?? []) : [],
    ),
    condition: (step && conditionOf(step)) ?? null,
    escalation: step ? escalationOf(step, playbook) : '',
    parts: partsOf(found?.of.raci ?? {}, role, playbook),
    capability: capabilityIn(found?.what, step),
  };
}

/** Meetings of the client strategy cycle say in the chart alone whose they are. */
function roleTitled(owner: string, { roles }: Playbook): Role {
  return Object.keys(roles).find((role) => roles[role] === owner) ?? owner;
}

function capabilityIn(what: 'step' | 'meeting' | undefined, step: Step | undefined): Capability | null {
  if (what === 'meeting') return 'calendar';
  return step?.do === undefined ? null : capabilityOf(step.do);
}

function placeIn(playbook: Playbook, found: ReturnType<typeof findStepOrMeeting>): Place {
  if (found === undefined) return { side: 'backstage', because: 'It is another playbook' };
  return found.what === 'step' ? placeOf(found.of, playbook) : placeOfMeeting(found.of);
}

/** A part that a step does not give goes to those whom the playbook names; the one responsible is whoever owes it. */
function partsOf(own: Raci, owner: Role, { raci, roles }: Playbook): Parts {
  const titles = (names: readonly Role[] | undefined) => (names ?? []).map((name) => roles[name] ?? name);
  const accountable = own.accountable ?? raci.accountable;
  return {
    responsible: titles(own.responsible ?? (owner === '' ? [] : [owner])),
    accountable: titles(accountable === undefined ? [] : [accountable]),
    consulted: titles(own.consulted ?? raci.consulted),
    informed: titles(own.informed ?? raci.informed),
  };
}

/** What goes on by another playbook has no owner, and a row of its own. */
function laneIdOf({ side }: Place, role: Role): string {
  return side === 'client' ? side : `${side}.${role === '' ? 'next' : role}`;
}

function lanesOf(steps: readonly BlueprintStep[], { roles }: Playbook): Lane[] {
  const used = new Set(steps.map(({ lane }) => lane));
  const rows = (kind: 'onstage' | 'backstage') =>
    [...Object.entries(roles), ['next', 'What follows'] as const].flatMap(([role, title]): Lane[] => {
      const id = `${kind}.${role}`;
      return used.has(id) ? [{ id, kind, title }] : [];
    });
  return [
    { id: 'client', kind: 'client', title: roles.client ?? 'Client' },
    ...rows('onstage'),
    ...rows('backstage'),
    { id: 'systems', kind: 'systems', title: 'Systems' },
    { id: 'documents', kind: 'documents', title: 'Documents' },
  ];
}

function systemsOf(steps: readonly BlueprintStep[], { vendorOf }: Installation): BlueprintSystem[] {
  const names = new Set(steps.flatMap(({ capability }) => capability ?? []));
  return [...names].map((name) => ({
    title: named(name),
    vendor: vendorOf(name as Capability),
    steps: steps.filter(({ capability }) => capability === name).map(({ number }) => number),
  }));
}
