import { condition, continueAsNew, workflowInfo } from '@temporalio/workflow';
import { INCIDENT_SIGNALS, type IncidentInput, type Telling } from '../src/domain/incident';
import { noteElsewhere } from './elsewhere';
import { Crisis } from './incidents/crisis';
import { SYSTEM } from './journal';

/**
 * A declared crisis: everybody on the ladder is told at once, updates are owed until it is closed with its root cause,
 * and the engagements and tickets that it concerns have it in their journals.
 */
export async function incident(input: IncidentInput): Promise<void> {
  const crisis = new Crisis(input);
  crisis.hearing.register(INCIDENT_SIGNALS);
  crisis.desk.run();
  crisis.begin();
  const ended = attend(crisis);
  void crisis.hearing.run();

  const tooLong = condition(
    () =>
      workflowInfo().continueAsNewSuggested &&
      crisis.desk.isQuiet &&
      crisis.hearing.isEmpty &&
      crisis.state.toTell.length === 0,
  );
  if ((await Promise.race([ended.then(() => 'ended'), tooLong.then(() => 'tooLong')])) === 'tooLong') {
    const carried = { desk: crisis.desk.carry(), incident: crisis.state };
    await continueAsNew<typeof incident>({ ...input, carried });
  }
  await crisis.hearing.catchUp();
  await crisis.desk.flushed();
}

async function attend(crisis: Crisis): Promise<void> {
  const { toTell } = crisis.state;
  for (;;) {
    await condition(() => toTell.length > 0 || crisis.state.status === 'closed');
    const next = toTell[0];
    if (!next) {
      return;
    }
    await tell(crisis, next);
    toTell.shift();
  }
}

// The first entry in that journal is the link, the second its end.
async function tell({ desk, input }: Crisis, { kind, id, what }: Telling): Promise<void> {
  const { incidentId, reference } = input;
  const told = {
    kind: what === 'linked' ? 'incidentLinked' : 'incidentOver',
    incidentId,
    reference,
  } as const;
  await noteElsewhere(desk, { kind, id }, what === 'linked' ? 1 : 2, told, SYSTEM);
}
