import { randomUUID } from 'node:crypto';
import { mailAddressOf } from '../../text/domain/mail-address';
import type { SandboxAnswer, SandboxCall, SandboxWorld } from '../kit/sandbox/vendor-sandbox';
import { fileOf } from './sandbox-file';
import {
  type CustomFields,
  type Document,
  type Envelope,
  isOut,
  keep,
  noSuchEnvelope,
  refused,
  routed,
  type Signer,
  timeText,
  type Transaction,
  TRANSACTION_MS,
  turned,
} from './sandbox-state';
import { toldOf } from './sandbox-webhook';

interface Definition {
  status?: string;
  transactionId?: string;
  emailSubject?: string;
  documents?: Partial<Document>[];
  recipients?: { signers?: Partial<Signer>[] };
  customFields?: CustomFields;
}

const LONGEST_SUBJECT = 100;
const LONGEST_FIELD = 100;

/** Sends an envelope; the same transaction id within 7 days is the same envelope. */
export async function createEnvelope(
  { body }: SandboxCall<Definition>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const { transactionId, emailSubject = '', documents = [], customFields = {} } = body;
  const known = await knownTransaction(world, transactionId);
  if (known !== undefined) return { status: 201, body: summaryOf(known) };
  const signers = body.recipients?.signers ?? [];
  const fault = faultOf(body, signers);
  if (fault !== undefined) return refused(400, ...fault);
  const at = timeText(world.nowMs());
  const envelope = await keep(world, {
    envelopeId: randomUUID(),
    status: body.status === 'sent' ? 'sent' : 'created',
    emailSubject,
    ...(transactionId === undefined ? {} : { transactionId }),
    sentDateTime: at,
    statusChangedDateTime: at,
    lastModifiedDateTime: at,
    documents: documents as Document[],
    signers: routed(signers.map((signer) => ({ ...(signer as Signer), status: 'created' as const }))),
    customFields,
  });
  if (transactionId !== undefined) {
    const { envelopeId } = envelope;
    await world.put('transaction', transactionId, { envelopeId, atMs: world.nowMs() } satisfies Transaction);
  }
  if (isOut(envelope)) await world.notify(toldOf(world, 'envelope-sent', envelope));
  return { status: 201, body: summaryOf(envelope) };
}

/** Why DocuSign refuses an envelope, in its own words. */
function faultOf(
  { status, emailSubject = '', documents = [], customFields = {} }: Definition,
  signers: readonly Partial<Signer>[],
): [code: string, message: string] | undefined {
  const isComplete = documents.length > 0 && signers.length > 0 && emailSubject !== '';
  if (status === 'sent' && !isComplete) {
    return [
      'ENVELOPE_IS_INCOMPLETE',
      'The Envelope is not Complete. A Complete Envelope Requires Documents, Recipients, Tabs, and a Subject Line.',
    ];
  }
  if (emailSubject.length > LONGEST_SUBJECT) {
    return ['INVALID_REQUEST_PARAMETER', 'The email subject is longer than 100 characters.'];
  }
  const fields = customFields.textCustomFields ?? [];
  if (fields.some(({ value = '' }) => value.length > LONGEST_FIELD)) {
    return ['INVALID_REQUEST_PARAMETER', 'The value of a custom field is longer than 100 characters.'];
  }
  const ids = signers.map(({ recipientId }) => recipientId);
  if (new Set(ids).size < ids.length || ids.includes(undefined)) {
    return ['INVALID_REQUEST_PARAMETER', 'Recipients need a recipientId of their own.'];
  }
  if (signers.some(({ name = '' }) => name === '' || name.length > LONGEST_FIELD)) {
    return ['INVALID_REQUEST_PARAMETER', 'The name of a recipient is missing or too long.'];
  }
  if (signers.some(({ email = '' }) => mailAddressOf(email) === null)) {
    return ['INVALID_EMAIL_ADDRESS_FOR_RECIPIENT', 'The email address for the recipient is invalid.'];
  }
  return anchorFault(documents, signers);
}

function anchorFault(
  documents: readonly Partial<Document>[],
  signers: readonly Partial<Signer>[],
): [code: string, message: string] | undefined {
  const text = documents
    .map(({ documentBase64 = '' }) => Buffer.from(documentBase64, 'base64').toString('utf8'))
    .join('\n');
  const missing = signers
    .flatMap(({ tabs }) => tabs?.signHereTabs ?? [])
    .find(
      ({ anchorString, anchorIgnoreIfNotPresent }) =>
        anchorString !== undefined && anchorIgnoreIfNotPresent !== 'true' && !text.includes(anchorString),
    );
  return missing === undefined
    ? undefined
    : ['ANCHOR_TAB_STRING_NOT_FOUND', `Anchor text "${missing.anchorString}" was not found.`];
}

export async function getEnvelope(
  { params, query }: SandboxCall,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const envelope = await world.get<Envelope>('envelope', params['envelopeId'] ?? '');
  return envelope === undefined ? noSuchEnvelope() : { status: 200, body: shown(envelope, query['include']) };
}

export async function getRecipients({ params }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const envelope = await world.get<Envelope>('envelope', params['envelopeId'] ?? '');
  return envelope === undefined ? noSuchEnvelope() : { status: 200, body: recipientsOf(envelope) };
}

/** Voids an envelope; nothing else can be changed here. */
export async function updateEnvelope(
  { params, body }: SandboxCall<{ status?: string; voidedReason?: string }>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const envelope = await world.get<Envelope>('envelope', params['envelopeId'] ?? '');
  if (envelope === undefined) return noSuchEnvelope();
  const { status, voidedReason = '' } = body;
  if (status !== 'voided') {
    return refused(400, 'INVALID_REQUEST_PARAMETER', 'The request contained at least one invalid parameter.');
  }
  if (voidedReason.trim() === '') {
    return refused(400, 'ENVELOPE_VOID_REASON_REQUIRED', 'A reason for voiding the envelope is required.');
  }
  if (!isOut(envelope)) {
    return refused(
      400,
      'ENVELOPE_CANNOT_VOID_INVALID_STATE',
      "Only envelopes in the 'Sent' or 'Delivered' states may be voided.",
    );
  }
  const voided = await keep(world, { ...turned(envelope, 'voided', world.nowMs()), voidedReason });
  await world.notify(toldOf(world, 'envelope-voided', voided));
  return { status: 200, body: { envelopeId: voided.envelopeId } };
}

/** The envelopes that are named by id, or were changed since a time, with a custom field's value if one is named. */
export async function listEnvelopes({ query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const { envelope_ids: ids, from_date: from, custom_field: field, include } = query;
  if (ids === undefined && from === undefined) {
    return refused(400, 'INVALID_REQUEST_PARAMETER', 'Specify from_date, envelope_ids or transaction_ids.');
  }
  const [name, value] = field?.split('=') ?? [];
  const carries = ({ customFields }: Envelope) =>
    field === undefined ||
    customFields.textCustomFields?.some((one) => one.name === name && one.value === value) === true;
  const found =
    ids === undefined
      ? (await world.list<Envelope>('envelope')).filter(
          ({ lastModifiedDateTime }) => Date.parse(lastModifiedDateTime) >= Date.parse(from ?? ''),
        )
      : await world.getMany<Envelope>('envelope', ids.split(','));
  const page = found.filter(carries).slice(Number(query['start_position'] ?? 0));
  const envelopes = page
    .slice(0, Number(query['count'] ?? 1_000))
    .map((envelope) => shown(envelope, include));
  return { status: 200, body: { resultSetSize: String(envelopes.length), envelopes } };
}

/** What became of transactions, each for 7 days. */
export async function listStatus({ query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const asked = query['transaction_ids']?.split(',') ?? [];
  if (asked.length === 0) {
    return refused(400, 'INVALID_REQUEST_PARAMETER', 'Specify from_date, envelope_ids or transaction_ids.');
  }
  const known = await Promise.all(asked.map((id) => knownTransaction(world, id)));
  const envelopeTransactionStatuses = known
    .filter((envelope) => envelope !== undefined)
    .map(({ envelopeId, status, transactionId }) => ({ transactionId, envelopeId, status }));
  return { status: 200, body: { envelopeTransactionStatuses } };
}

/** The documents of an envelope as one file, with what was signed on them so far. */
export async function getDocument({ params }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const envelope = await world.get<Envelope>('envelope', params['envelopeId'] ?? '');
  if (envelope === undefined) return noSuchEnvelope();
  const { documentId = '' } = params;
  if (documentId !== 'combined' && !envelope.documents.some((one) => one.documentId === documentId)) {
    return refused(404, 'DOCUMENT_DOES_NOT_EXIST', 'The document specified was not found.');
  }
  return { status: 200, body: fileOf(envelope), headers: { 'content-type': 'application/pdf' } };
}

async function knownTransaction(world: SandboxWorld, id: string | undefined): Promise<Envelope | undefined> {
  const known = id === undefined ? undefined : await world.get<Transaction>('transaction', id);
  return known === undefined || world.nowMs() - known.atMs > TRANSACTION_MS
    ? undefined
    : world.get<Envelope>('envelope', known.envelopeId);
}

function summaryOf({ envelopeId, status, statusChangedDateTime }: Envelope): object {
  const uri = `/envelopes/${envelopeId}`;
  return { envelopeId, status, statusDateTime: statusChangedDateTime, uri };
}

function shown({ documents: _documents, signers, ...envelope }: Envelope, include = ''): object {
  const wanted = include.split(',').includes('recipients');
  return wanted ? { ...envelope, recipients: recipientsOf({ signers }) } : envelope;
}

function recipientsOf({ signers }: Pick<Envelope, 'signers'>): object {
  const current = signers.find(({ status }) => status !== 'completed') ?? signers.at(-1);
  return {
    signers,
    recipientCount: String(signers.length),
    currentRoutingOrder: current?.routingOrder ?? '1',
  };
}
