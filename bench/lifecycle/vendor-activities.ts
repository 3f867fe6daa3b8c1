import type { ActionRequest, ActionResult } from '../../src/capability/actions';
import { allSteps, type Playbook } from '../../src/playbook/domain/playbook';

/** One activity for each of these actions: one call to the stand-in, whatever the action. */
export function createStandInActivities(
  actions: readonly string[],
  vendorUrl: string,
): Record<string, (request: ActionRequest) => Promise<ActionResult>> {
  const one = (action: string) => async (request: ActionRequest) => {
    const answer = await fetch(`${vendorUrl}/${action}`, { method: 'POST', body: JSON.stringify(request) });
    const { id } = (await answer.json()) as { id: string };
    return { refs: { id }, note: `${action} was done.` };
  };
  return Object.fromEntries(actions.map((action) => [action, one(action)]));
}

/** Every action that a playbook asks for; planning schedules the meetings of its cycle by itself. */
export function actionsOf(playbook: Playbook): string[] {
  const asked = [...allSteps(playbook)].flatMap(({ step }) =>
    [step.do ?? [], step.reminder?.do ?? []].flat(),
  );
  return [...new Set([...asked, 'calendar.schedule'])];
}
