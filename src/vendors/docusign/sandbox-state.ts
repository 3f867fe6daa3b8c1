import type { SandboxAnswer, SandboxHandler, SandboxWorld } from '../kit/sandbox/vendor-sandbox';
import { requiredValue } from '../kit/vendor-settings';

export interface Document {
  documentId: string;
  name: string;
  fileExtension?: string;
  documentBase64?: string;
}
export interface Signer {
  recipientId: string;
  routingOrder: string;
  name: string;
  email: string;
  status: 'created' | 'sent' | 'completed' | 'declined' | 'autoresponded';
  signedDateTime?: string;
  declinedReason?: string;
  tabs?: { signHereTabs?: { anchorString?: string; anchorIgnoreIfNotPresent?: string }[] };
}
export interface CustomFields {
  textCustomFields?: { name?: string; value?: string }[];
}
export interface Envelope {
  envelopeId: string;
  status: 'created' | 'sent' | 'completed' | 'declined' | 'voided' | 'deleted';
  emailSubject: string;
  transactionId?: string;
  sentDateTime: string;
  statusChangedDateTime: string;
  lastModifiedDateTime: string;
  completedDateTime?: string;
  voidedReason?: string;
  documents: Document[];
  signers: Signer[];
  customFields: CustomFields;
}

/** Which envelope a transaction id stands for, and since when. */
export interface Transaction {
  envelopeId: string;
  atMs: number;
}

/** So long DocuSign knows a transaction id. */
export const TRANSACTION_MS = 7 * 86_400_000;

export function refused(status: number, errorCode: string, message: string): SandboxAnswer {
  return { status, body: { errorCode, message } };
}

export function noSuchEnvelope(): SandboxAnswer {
  return refused(
    404,
    'ENVELOPE_DOES_NOT_EXIST',
    'The envelope specified either does not exist or you have no rights to it.',
  );
}

/** Every path is one account's. */
export function ofAccount<B>(handle: SandboxHandler<B>): SandboxHandler<B> {
  return async (call, world) => {
    if (call.params['accountId'] === requiredValue('docusign', world.settings, 'accountId')) {
      return handle(call, world);
    }
    return refused(
      401,
      'USER_DOES_NOT_BELONG_TO_SPECIFIED_ACCOUNT',
      'The specified User is not a member of the specified Account.',
    );
  };
}

/** DocuSign's form of a time: seven places. */
export function timeText(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '0000Z');
}

export async function keep(world: SandboxWorld, envelope: Envelope): Promise<Envelope> {
  const kept = { ...envelope, lastModifiedDateTime: timeText(world.nowMs()) };
  await world.put('envelope', kept.envelopeId, kept);
  return kept;
}

/** The same with another status, and since when. */
export function turned(envelope: Envelope, status: Envelope['status'], nowMs: number): Envelope {
  return { ...envelope, status, statusChangedDateTime: timeText(nowMs) };
}

export function isOut({ status }: Envelope): boolean {
  return status === 'sent';
}

/** Whoever is first in the order, of those who have not signed, is asked: the others wait. */
export function routed(signers: readonly Signer[]): Signer[] {
  const waiting = signers.filter(({ status }) => status !== 'completed');
  const current = Math.min(...waiting.map(({ routingOrder }) => Number(routingOrder)));
  return signers.map((signer) =>
    signer.status === 'created' && Number(signer.routingOrder) === current
      ? { ...signer, status: 'sent' }
      : signer,
  );
}
