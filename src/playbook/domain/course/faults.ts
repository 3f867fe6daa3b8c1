import type { ActionName } from '../../../capability/actions';
import { courseTrack } from '../../../track/domain/course';
import type { Playbook, Step, TrackRules } from '../playbook';
import type { RulesFault } from '../rules/text';

type Path = (string | number)[];

/** An action as it is asked for somewhere in a playbook. */
export interface Call {
  at: Path;
  name: ActionName;
  params?: object | undefined;
}

/** What a course must also fulfil: its roles are there, it can nudge, and nobody is enrolled in what nobody has approved. */
export function courseFaults(playbook: Playbook, faultsOfCall: (call: Call) => RulesFault[]): RulesFault[] {
  return (playbook.stages.delivery?.tracks ?? []).flatMap((track, index) => {
    if (track.kind !== 'course') return [];
    const path = ['stages', 'delivery', 'tracks', index];
    const { nudge } = courseTrack.rulesOf(track);
    const call = nudge && { at: [...path, 'nudge', 'with'], name: nudge.do, params: nudge.with };
    return [
      ...(call ? faultsOfCall(call) : []),
      ...caringRoles(path, track).flatMap(([at, role]) =>
        Object.hasOwn(playbook.roles, role)
          ? []
          : [{ path: at, message: `no role "${role}" here; add it under roles or use another` }],
      ),
      ...contentFaults(path, track.steps),
    ];
  });
}

function caringRoles(path: Path, track: TrackRules): [Path, string][] {
  const { nudge, certificate, feedback } = courseTrack.rulesOf(track);
  return [
    ...(certificate ? [[[...path, 'certificate', 'owner'], certificate.owner] as [Path, string]] : []),
    ...(nudge ? [[[...path, 'nudge', 'then', 'owner'], nudge.then.owner] as [Path, string]] : []),
    ...(feedback ? [[[...path, 'feedback', 'owner'], feedback.owner] as [Path, string]] : []),
  ];
}

function contentFaults(path: Path, steps: Step[]): RulesFault[] {
  const isApproval = (step: Step) => step.for?.signal === 'contentApproved';
  const approving = steps.flatMap((step, index): RulesFault[] => {
    if (!isApproval(step)) return [];
    const at = [...path, 'steps', index];
    const passedBy = (['when', 'waivedBy', 'endsAfter'] as const).find((name) => step[name] !== undefined);
    if (passedBy !== undefined) {
      return [{ path: [...at, passedBy], message: 'content is always approved before anybody is enrolled' }];
    }
    return step.orElse !== undefined && step.refusedTo === undefined
      ? [{ path: at, message: 'say with refusedTo which step mends content that is refused' }]
      : [];
  });
  const enrolling = steps.flatMap((step, index): RulesFault[] => {
    const enrols = step.do === 'learning.enrolInCourse' || step.do === 'learning.enrolInBundle';
    return enrols && !before(steps, index).some(isApproval)
      ? [
          {
            path: [...path, 'steps', index],
            message: 'nobody is enrolled before a step that waits for contentApproved: come after one',
          },
        ]
      : [];
  });
  return [...approving, ...enrolling];
}

/** All steps that are done before this one begins. */
function before(steps: Step[], index: number): Step[] {
  const step = steps[index];
  const direct = step?.after ?? (index === 0 ? [] : [steps[index - 1]?.id ?? '']);
  return direct.flatMap((id) => {
    const place = steps.findIndex((one) => one.id === id);
    const found = steps[place];
    // Only earlier ones: a step that names a later one is a fault of its own.
    return found && place < index ? [found, ...before(steps, place)] : [];
  });
}
