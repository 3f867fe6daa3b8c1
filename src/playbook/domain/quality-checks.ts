import type { Playbook, Step } from './playbook';

/** A point of a checklist with the list that it stands in. */
export interface QualityPoint {
  id: string;
  title: string;
  checklist: string;
}

/** The points that a step is checked against, in the order of its checklists; none when it has no checklist. */
export function pointsOf(
  { checklists = {} }: Pick<Playbook, 'checklists'>,
  step: Pick<Step, 'checks'> | undefined,
): QualityPoint[] {
  return (step?.checks ?? []).flatMap((checklist) =>
    Object.entries(checklists[checklist]?.points ?? {}).map(([id, title]) => ({ id, title, checklist })),
  );
}

/** What is wrong with a check as it was stated, by field; nothing when it can be taken. */
export function faultsOfCheck(
  points: QualityPoint[],
  { passed, failed = [] }: { passed?: boolean | undefined; failed?: string[] | undefined },
): { pointer: string; message: string }[] {
  const known = points.map(({ id }) => id);
  const unknown = failed.flatMap((id, index) => {
    const message = `no point of this step; there are: ${known.join(', ') || 'none'}`;
    return known.includes(id) ? [] : [{ pointer: `/failed/${index}`, message }];
  });
  if (unknown.length > 0 || points.length === 0) {
    return unknown;
  }
  if (passed === true && failed.length > 0) {
    return [{ pointer: '/passed', message: 'a check with a failed point is not passed' }];
  }
  return passed === false && failed.length === 0
    ? [{ pointer: '/failed', message: `name at least one point that failed: ${known.join(', ')}` }]
    : [];
}

type Fault = { path: (string | number)[]; message: string };

/** No point may stand in two checklists of a playbook: results are kept by a point's id. */
export function pointFaults({ checklists = {} }: Pick<Playbook, 'checklists'>): Fault[] {
  const seen = new Set<string>();
  return Object.entries(checklists).flatMap(([name, { points }]) =>
    Object.keys(points).flatMap((id) => {
      const again = seen.has(id);
      seen.add(id);
      const message = `the point "${id}" stands in two checklists; ids are unique`;
      return again ? [{ path: ['checklists', name, 'points', id], message }] : [];
    }),
  );
}

/** A step can only have checklists that are there, and only where somebody says how the check went. */
export function checksFaults(
  path: Fault['path'],
  step: Pick<Step, 'kind' | 'for' | 'checks'>,
  { checklists = {} }: Pick<Playbook, 'checklists'>,
): Fault[] {
  const known = Object.keys(checklists);
  const missing = (step.checks ?? []).flatMap((name, index) => {
    const message = `no checklist "${name}" here; there are: ${known.join(', ') || 'none'}`;
    return known.includes(name) ? [] : [{ path: [...path, 'checks', index], message }];
  });
  const isChecked =
    step.kind === 'task' || ['qualityChecked', 'contentApproved'].includes(step.for?.signal ?? '');
  return step.checks && !isChecked
    ? [...missing, { path: [...path, 'checks'], message: 'only a task or a quality check can have "checks"' }]
    : missing;
}
