import { z } from 'zod';
import {
  type Emission,
  type SandboxAnswer,
  type SandboxWorld,
  UnfitObjectError,
} from '../../kit/sandbox/vendor-sandbox';
import { STAGES, refusal, TICKET_STAGES } from './state';

/** The properties that HubSpot itself defines and an app may write, as far as they are of use here. */
const DEFINED: Readonly<Record<string, readonly string[]>> = {
  deals: [
    'dealname',
    'dealstage',
    'pipeline',
    'amount',
    'deal_currency_code',
    'closedate',
    'dealtype',
    'description',
    'hubspot_owner_id',
    'hs_priority',
    'hs_next_step',
  ],
  contacts: [
    'email',
    'firstname',
    'lastname',
    'company',
    'phone',
    'mobilephone',
    'jobtitle',
    'website',
    'address',
    'city',
    'zip',
    'state',
    'country',
    'lifecyclestage',
    'hs_lead_status',
    'hubspot_owner_id',
    'hs_language',
  ],
  companies: ['name', 'domain', 'phone', 'city', 'country', 'industry', 'hubspot_owner_id'],
  tickets: [
    'subject',
    'content',
    'hs_pipeline',
    'hs_pipeline_stage',
    'hs_ticket_priority',
    'hs_ticket_category',
    'source_type',
    'hubspot_owner_id',
    'hs_resolution',
  ],
  notes: ['hs_timestamp', 'hs_note_body', 'hubspot_owner_id', 'hs_attachment_ids'],
  tasks: ['hs_timestamp', 'hs_task_body', 'hs_task_subject', 'hs_task_status', 'hubspot_owner_id'],
};

/** HubSpot's limit for the value of a text property. */
const LONGEST_TEXT = 65_536;

interface Fault {
  readonly isValid: false;
  readonly error: string;
  readonly name: string;
  readonly message: string;
}

/** HubSpot's refusal of values that it does not take; undefined when it takes them. */
export async function refusedValues(
  world: SandboxWorld,
  type: string,
  properties: Readonly<Record<string, string | null>>,
): Promise<SandboxAnswer | undefined> {
  const faults: Fault[] = [];
  for (const [name, value] of Object.entries(properties)) {
    const found = await faultOf(world, type, name, value ?? '');
    if (found !== undefined) {
      const [error, message] = found;
      faults.push({ isValid: false, error, name, message });
    }
  }
  if (faults.length === 0) return undefined;
  return refusal(400, 'VALIDATION_ERROR', `Property values were not valid: ${JSON.stringify(faults)}`);
}

async function faultOf(
  world: SandboxWorld,
  type: string,
  name: string,
  value: string,
): Promise<[error: string, message: string] | undefined> {
  const defined = DEFINED[type];
  if (defined !== undefined && !defined.includes(name)) {
    const made = await world.get('property', `${type}:${name}`);
    if (made === undefined) return ['PROPERTY_DOESNT_EXIST', `Property "${name}" does not exist`];
  }
  if (value === '') return undefined;
  if (value.length > LONGEST_TEXT) return ['INVALID_LENGTH', `${name} is longer than ${LONGEST_TEXT}`];
  switch (`${type}.${name}`) {
    case 'deals.dealstage':
      if (STAGES.some(([id]) => id === value)) return undefined;
      return ['INVALID_OPTION', `${value} is not a stage of the pipeline`];
    case 'deals.amount':
      return Number.isFinite(Number(value))
        ? undefined
        : ['INVALID_DOUBLE', `${value} was not a valid number`];
    case 'deals.deal_currency_code':
      if ((await currencies(world)).includes(value)) return undefined;
      return ['INVALID_OPTION', `${value} is not one of the currencies of the account`];
    case 'tickets.hs_pipeline':
      return value === '0' ? undefined : ['INVALID_OPTION', `${value} is not a pipeline of tickets`];
    case 'tickets.hs_pipeline_stage':
      if (TICKET_STAGES.some(([id]) => id === value)) return undefined;
      return ['INVALID_OPTION', `${value} is not a stage of the pipeline`];
    case 'tickets.hs_ticket_priority':
      if (['LOW', 'MEDIUM', 'HIGH', 'URGENT'].includes(value)) return undefined;
      return ['INVALID_OPTION', `${value} was not one of the allowed options: LOW, MEDIUM, HIGH, URGENT`];
    case 'contacts.email':
      if (/^[^\s@]+@[^\s@]+\.[^\s@.]+$/u.test(value)) return undefined;
      return ['INVALID_EMAIL', `Email address ${value} is invalid`];
    default:
      return undefined;
  }
}

const Currencies = z.object({ currencies: z.array(z.string().regex(/^[A-Z]{3}$/)).min(1) });

/** Says which currencies the account has: `{ currencies }`; HubSpot has no webhook for it. */
export async function currenciesChanged(object: unknown, world: SandboxWorld): Promise<Emission> {
  const order = Currencies.safeParse(object);
  if (!order.success) throw new UnfitObjectError(z.prettifyError(order.error));
  await world.put('account', 'currencies', order.data.currencies);
  return { object: order.data };
}

/** Those of the account: all that there are, unless `_emit` has said otherwise. */
async function currencies(world: SandboxWorld): Promise<readonly string[]> {
  return (await world.get<string[]>('account', 'currencies')) ?? Intl.supportedValuesOf('currency');
}
