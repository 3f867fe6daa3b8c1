import { condition } from '@temporalio/workflow';
import { TICKET_FACTS } from '../src/ticket/domain/facts/registry';
import type { TicketInput } from '../src/ticket/domain/ticket';
import { noteElsewhere } from './promise/elsewhere';
import { SYSTEM } from './promise/journal';
import { liveOn } from './promise/live-on';
import { ticketFacts } from './tickets/facts';
import { Matter } from './tickets/matter';

/**
 * A client's request, from its opening to the word of how satisfied the client is. Facts drive it; its clocks are
 * promises that climb the ladder like any other. It ends closed, merged or withdrawn, with no timer left.
 */
export async function ticket(input: TicketInput): Promise<void> {
  const matter = new Matter(input, ticketFacts);
  await liveOn<typeof ticket>(matter, {
    facts: TICKET_FACTS,
    attend: () => attend(matter),
    isDone: () => matter.letters.areOut && matter.inStep.isReached,
    carry: () => ({ ...input, carried: { desk: matter.desk.carry(), ticket: matter.state } }),
  });
}

async function attend(matter: Matter): Promise<void> {
  await condition(() => matter.hasEnded);
  if (matter.state.mergedInto !== null) {
    const target = { kind: 'ticket' as const, id: matter.state.mergedInto };
    const { reference } = matter.input;
    await noteElsewhere(matter.desk, target, 1, { kind: 'ticketAbsorbed', reference }, SYSTEM);
  }
  if (matter.state.status === 'closed' && matter.state.csat === null) {
    await askForSatisfaction(matter);
  }
}

/** Asks once how satisfied the client is, and takes silence for an answer. */
async function askForSatisfaction(matter: Matter): Promise<void> {
  const wish = matter.satisfaction();
  if (!matter.desk.promises.has(wish.key)) {
    matter.tell('closed');
  }
  await matter.promises.keep(wish);
}
