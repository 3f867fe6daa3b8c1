import type { HelpdeskStage } from '../../../capability/offered/helpdesk';
import { ActionRefusedError } from '../../../capability/refusal';

/** HubSpot's own pipeline of every account has these; others are told in the settings. */
export const DEFAULT_STAGES = '1=new,2=waitingForClient,3=open,4=resolved';

const STAGES: readonly HelpdeskStage[] = ['new', 'responded', 'open', 'waitingForClient', 'resolved'];

/** What the stages of a pipeline mean, by their ids; of several that mean the same, the first one is written. */
export type TicketStages = ReadonlyMap<string, HelpdeskStage>;

/**
 * Reads what the settings say of the stages: `id=meaning`, by commas.
 * @throws ActionRefusedError that says what is wrong
 */
export function readStages(text: string): TicketStages {
  const stages = new Map<string, HelpdeskStage>();
  for (const part of text.split(',').filter((one) => one.trim() !== '')) {
    const [id = '', word = ''] = part.split('=').map((side) => side.trim());
    const stage = STAGES.find((one) => one === word);
    if (id === '' || stage === undefined) {
      throw new ActionRefusedError(
        `HUBSPOT_TICKET_STAGES says "${part.trim()}", so nothing was written there: write the id of a stage, = and one of ${STAGES.join(', ')}.`,
      );
    }
    stages.set(id, stage);
  }
  return stages;
}

/** The id of the stage that says so; one without an own stage for it has that of an open ticket. */
export function stageId(stages: TicketStages, wanted: HelpdeskStage): string | undefined {
  const ids = [...stages];
  const [found] =
    ids.find(([, stage]) => stage === wanted) ?? ids.find(([, stage]) => stage === 'open') ?? [];
  return found;
}
