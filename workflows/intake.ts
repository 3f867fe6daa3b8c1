import { ActivityFailure, ApplicationFailure, patched, proxyActivities, sleep } from '@temporalio/workflow';
import {
  type DealActivities,
  type DeliverySubject,
  type EnrolmentActivities,
  type EnvelopeActivities,
  failureOf,
  type GoodsVerdict,
  type IntakeActivities,
  type IntakeInput,
  type InvoiceActivities,
  type OrderActivities,
  type ShipmentActivities,
  type SurveyActivities,
  type Telling,
  type TicketActivities,
  type TicketVerdict,
} from '../src/intake/domain/intake';
import { ATTEMPT } from './activities';

const own = proxyActivities<IntakeActivities>({
  summary: 'What follows from what the vendor says',
  ...ATTEMPT,
  // Longer than any outage of the database that somebody would let happen: a delivery must come to its end.
  scheduleToCloseTimeout: '90 days',
  retry: { initialInterval: '1 second', backoffCoefficient: 1.5, maximumInterval: '20 seconds' },
});

const readOptions = {
  ...ATTEMPT,
  // A vendor that cannot be read for so long is a matter for a person, who sees the delivery's outcome.
  scheduleToCloseTimeout: '3 days',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
} as const;

/** A webhook may arrive before the answer to the call that made its object; wall-clock seconds between the looks. */
const LOOK_AGAIN_AFTER_SECONDS = [1, 2, 4, 8, 15, 30, 60, 60, 60, 60, 60, 60, 60, 60, 60];
/** Vendors tell much of things that are not ours: these looks are fewer. */
const LOOK_AGAIN_SOON_AFTER_SECONDS = [1, 2, 4, 8];
/** Nobody moves a deal so often while it is being read. */
const MOST_READINGS = 50;

/**
 * Acts on one delivery of a vendor: reads the object that it is about and acts on the object's state, not on what the
 * delivery says. It always leaves an outcome.
 * @returns the outcome
 */
export async function intake(input: IntakeInput): Promise<string> {
  const { vendor, key } = input;
  let outcome: string;
  try {
    outcome = await act(input);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) {
      throw error;
    }
    const type = error.cause instanceof ApplicationFailure ? error.cause.type : undefined;
    outcome = failureOf(type ?? 'no answer in time');
  }
  await own['intake.settle']({ vendor, key, outcome });
  return outcome;
}

async function act(input: IntakeInput): Promise<string> {
  const { subject } = input;
  switch (subject.kind) {
    case 'deal':
      return await takeDeal(input, subject.dealId);
    case 'invoice':
      return await takeInvoice(input, subject.invoiceId);
    case 'envelope':
      return await takeEnvelope(input, subject.envelopeId);
    case 'ticket':
      return await takeTicket(input, subject.ticketId);
    case 'survey':
      return await takeSurvey(input, subject.respondentId);
    case 'enrolment':
      return await takeEnrolment(input, subject.enrolmentId);
    case 'order':
      return await takeGoods(input, (goods) =>
        goods['orders.takeOrder']({ orderId: subject.orderId, version: subject.version }),
      );
    case 'shipment':
      return await takeGoods(input, (goods) =>
        goods['tracking.takeShipment']({ shipmentId: subject.shipmentId }),
      );
    case 'outside':
      return await takeOutside(input, subject);
    case 'statement':
      return await own['intake.takeStatement']({ vendor: input.vendor, key: input.key });
    case 'look':
      return await own['intake.look']({ vendor: input.vendor });
    case 'none':
      return `ignored: ${subject.why}`;
  }
}

function dealsOf(vendor: string) {
  return proxyActivities<DealActivities>({
    taskQueue: vendor,
    summary: 'Read the deal, and start from it',
    ...readOptions,
  });
}

async function takeDeal({ vendor, key }: IntakeInput, dealId: string): Promise<string> {
  const crm = dealsOf(vendor);
  for (let reading = 0; reading < MOST_READINGS; reading += 1) {
    const deal = await withPatience(async () => {
      const sight = await crm['crm.readDeal']({ dealId });
      return sight.found ? sight : undefined;
    });
    if (!deal) {
      return `unmatched: ${vendor} shows no such deal`;
    }
    const { stage } = deal;
    const verdict = await own['intake.judgeDeal']({ vendor, key, deal });
    switch (verdict.do) {
      case 'nothing':
        return verdict.outcome;
      case 'tell':
        return await own['intake.tell'](verdict);
      case 'start': {
        const start = await crm['crm.startEngagement']({
          dealId: deal.dealId,
          stage,
          playbook: verdict.playbook,
        });
        if (start.outcome === 'started') {
          return `started ${start.reference}`;
        }
        if (start.outcome === 'existing') {
          return `ignored: ${start.reference} stands for the deal already`;
        }
        if (start.outcome === 'refused') {
          return failureOf(`nothing was started, because of ${start.why}`);
        }
      }
    }
  }
  return failureOf('the deal moved whenever it was read');
}

async function takeOutside(
  input: IntakeInput,
  { id, what, how }: Extract<DeliverySubject, { kind: 'outside' }>,
): Promise<string> {
  const { vendor, key } = input;
  if (what === 'deal' && how === 'deleted') {
    // What was merged is gone under its old id, and is read under it all the same.
    const sight = await dealsOf(vendor)['crm.readDeal']({ dealId: id });
    if (sight.found && sight.dealId !== id) {
      return await takeDeal(input, id);
    }
  }
  const judge = async () => (await own['intake.judgeOutside']({ vendor, key })) ?? undefined;
  const looks = patched('outside-looks-again') ? LOOK_AGAIN_SOON_AFTER_SECONDS : [];
  return (await withPatience(judge, looks)) ?? `ignored: nothing rests on this ${what}`;
}

async function takeInvoice({ vendor, key }: IntakeInput, invoiceId: string): Promise<string> {
  const accounting = proxyActivities<InvoiceActivities>({
    taskQueue: vendor,
    summary: 'Read the invoice',
    ...readOptions,
  });
  const sight = await withPatience(async () => {
    const read = await accounting['accounting.readInvoice']({ invoiceId });
    return read.found ? read : undefined;
  });
  if (!sight) {
    return `unmatched: ${vendor} shows no such invoice`;
  }
  const { found: _found, ...invoice } = sight;
  const verdict = await withPatience(async () => {
    const judged = await own['intake.judgeInvoice']({ vendor, key, invoice });
    return judged.do === 'wait' ? undefined : judged;
  });
  if (!verdict) {
    return `unmatched: no engagement made the invoice ${sight.number}`;
  }
  return verdict.do === 'tell' ? await own['intake.tell'](verdict) : verdict.outcome;
}

async function takeEnvelope({ vendor }: IntakeInput, envelopeId: string): Promise<string> {
  const signature = proxyActivities<EnvelopeActivities>({
    taskQueue: vendor,
    summary: 'Read the document that is out to be signed',
    ...readOptions,
  });
  const verdict = await withPatience(async () => {
    const judged = await signature['signature.takeEnvelope']({ envelopeId });
    return judged.do === 'wait' ? undefined : judged;
  });
  if (!verdict) {
    return 'unmatched: no engagement sent this to be signed';
  }
  return verdict.do === 'tell' ? await own['intake.tell'](verdict) : verdict.outcome;
}

async function takeSurvey({ vendor, key }: IntakeInput, respondentId: string): Promise<string> {
  const survey = proxyActivities<SurveyActivities>({
    taskQueue: vendor,
    summary: 'Read what was answered',
    ...readOptions,
  });
  const verdict = await survey['survey.takeAnswers']({ key, respondentId });
  return verdict.do === 'tell' ? await own['intake.tell'](verdict) : verdict.outcome;
}

/** What the vendor does not show of a ticket for so long is a matter for a person. */
async function takeTicket({ vendor, key }: IntakeInput, ticketId: string): Promise<string> {
  const helpdesk = proxyActivities<TicketActivities>({
    taskQueue: vendor,
    summary: 'Read the ticket, and open or tell ours',
    ...readOptions,
  });
  let verdict: TicketVerdict = { do: 'wait', why: '' };
  await withPatience(async () => {
    verdict = await helpdesk['helpdesk.takeTicket']({ key, ticketId });
    return verdict.do === 'wait' ? undefined : verdict;
  });
  return outcomeOf(verdict);
}

function outcomeOf(verdict: TicketVerdict): string {
  return verdict.do === 'wait' ? failureOf(verdict.why) : verdict.outcome;
}

/** Most learners of a vendor are none of ours: what was told too early is made up for by the next look. */
async function takeEnrolment({ vendor }: IntakeInput, enrolmentId: string): Promise<string> {
  const learning = proxyActivities<EnrolmentActivities>({
    taskQueue: vendor,
    summary: 'Read how far the learner has come',
    ...readOptions,
  });
  const verdict = await withPatience(async () => {
    const judged = await learning['learning.takeEnrolment']({ enrolmentId });
    return judged.do === 'wait' ? undefined : judged;
  }, LOOK_AGAIN_SOON_AFTER_SECONDS);
  if (!verdict) {
    return 'ignored: no engagement made this enrolment';
  }
  return verdict.do === 'tell' ? await tellEach(verdict.told) : verdict.outcome;
}

async function takeGoods(
  { vendor }: IntakeInput,
  take: (goods: OrderActivities & ShipmentActivities) => Promise<GoodsVerdict>,
): Promise<string> {
  const goods = proxyActivities<OrderActivities & ShipmentActivities>({
    taskQueue: vendor,
    summary: 'Read how the goods stand',
    ...readOptions,
  });
  let why = '';
  const verdict = await withPatience(async () => {
    const judged = await take(goods);
    if (judged.do !== 'wait') {
      return judged;
    }
    why = judged.why;
    return undefined;
  }, LOOK_AGAIN_SOON_AFTER_SECONDS);
  if (!verdict) {
    return why;
  }
  return verdict.do === 'tell' ? await tellEach(verdict.told) : verdict.outcome;
}

async function tellEach(all: readonly Telling[]): Promise<string> {
  const outcomes: string[] = [];
  for (const told of all) {
    outcomes.push(await own['intake.tell'](told));
  }
  return outcomes.join('; ');
}

/** Looks for something again and again, for ten minutes of wall-clock time unless said otherwise. */
async function withPatience<T>(
  look: () => Promise<T | undefined>,
  pauses: readonly number[] = LOOK_AGAIN_AFTER_SECONDS,
): Promise<T | undefined> {
  for (const seconds of pauses) {
    const found = await look();
    if (found !== undefined) {
      return found;
    }
    await sleep(`${seconds} seconds`, { summary: 'Before looking again for what is not there yet' });
  }
  return await look();
}
