import { z } from 'zod';
import { type Emission, type SandboxWorld, UnfitObjectError } from '../kit/sandbox/vendor-sandbox';
import { type Envelope, isOut, keep, routed, type Signer, timeText, turned } from './sandbox-state';
import { toldOf } from './sandbox-webhook';

const Order = z.looseObject({ envelopeId: z.string() });
const OfRecipient = Order.extend({ recipientId: z.string() });
const Reassigned = OfRecipient.extend({ name: z.string().min(1), email: z.string().min(1) });

/** @throws UnfitObjectError when the order lacks something, or the envelope is not out */
async function ordered<T extends { envelopeId: string }>(
  schema: z.ZodType<T>,
  object: unknown,
  world: SandboxWorld,
): Promise<{ order: T; envelope: Envelope }> {
  const read = schema.safeParse(object);
  if (!read.success) throw new UnfitObjectError(z.prettifyError(read.error));
  const envelope = await world.get<Envelope>('envelope', read.data.envelopeId);
  if (envelope === undefined) throw new UnfitObjectError(`There is no envelope ${read.data.envelopeId}.`);
  return { order: read.data, envelope };
}

/** @throws UnfitObjectError when it is not this one's turn */
function insistOnTurn(envelope: Envelope, recipientId: string): void {
  const signer = envelope.signers.find((one) => one.recipientId === recipientId);
  if (!isOut(envelope) || signer?.status !== 'sent') {
    throw new UnfitObjectError(
      `The recipient ${recipientId} is not asked to sign now: the envelope is ${envelope.status}, the recipient ${signer?.status ?? 'not there'}.`,
    );
  }
}

function changedSigner(envelope: Envelope, recipientId: string, change: Partial<Signer>): Envelope {
  const signers = envelope.signers.map((one) =>
    one.recipientId === recipientId ? { ...one, ...change } : one,
  );
  return { ...envelope, signers: routed(signers) };
}

function signed(envelope: Envelope, recipientId: string, nowMs: number): Envelope {
  insistOnTurn(envelope, recipientId);
  const signedDateTime = timeText(nowMs);
  const after = changedSigner(envelope, recipientId, { status: 'completed', signedDateTime });
  const isComplete = after.signers.every(({ status }) => status === 'completed');
  return isComplete ? { ...turned(after, 'completed', nowMs), completedDateTime: timeText(nowMs) } : after;
}

/** A signer whose turn it is signs: `{ envelopeId, recipientId }`. The last one completes the envelope. */
export async function recipientCompleted(object: unknown, world: SandboxWorld): Promise<Emission> {
  const { order, envelope } = await ordered(OfRecipient, object, world);
  const { recipientId } = order;
  const after = await keep(world, signed(envelope, recipientId, world.nowMs()));
  return { object: after, call: toldOf(world, 'recipient-completed', after, recipientId) };
}

/** Everybody who has not signed signs, in their order: `{ envelopeId }`. Complete already, it is told again. */
export async function envelopeCompleted(object: unknown, world: SandboxWorld): Promise<Emission> {
  const { envelope } = await ordered(Order, object, world);
  let after = envelope;
  while (after.status !== 'completed') {
    const next = after.signers.find(({ status }) => status === 'sent');
    after = signed(after, next?.recipientId ?? '', world.nowMs());
  }
  after = await keep(world, after);
  return { object: after, call: toldOf(world, 'envelope-completed', after) };
}

/** A signer whose turn it is declines: `{ envelopeId, recipientId, declinedReason }`. */
export async function recipientDeclined(object: unknown, world: SandboxWorld): Promise<Emission> {
  const schema = OfRecipient.extend({ declinedReason: z.string().default('') });
  const { order, envelope } = await ordered(schema, object, world);
  const { recipientId, declinedReason } = order;
  insistOnTurn(envelope, recipientId);
  const changed = changedSigner(envelope, recipientId, { status: 'declined', declinedReason });
  const after = await keep(world, turned(changed, 'declined', world.nowMs()));
  return { object: after, call: toldOf(world, 'recipient-declined', after, recipientId) };
}

/** The mail to a signer comes back: `{ envelopeId, recipientId }`. */
export async function recipientAutoresponded(object: unknown, world: SandboxWorld): Promise<Emission> {
  const { order, envelope } = await ordered(OfRecipient, object, world);
  const { recipientId } = order;
  insistOnTurn(envelope, recipientId);
  const after = await keep(world, changedSigner(envelope, recipientId, { status: 'autoresponded' }));
  return { object: after, call: toldOf(world, 'recipient-autoresponded', after, recipientId) };
}

/** A signer hands the matter to somebody else, who is another recipient at the same place: `{ envelopeId, recipientId, name, email }`. */
export async function recipientReassigned(object: unknown, world: SandboxWorld): Promise<Emission> {
  const { order, envelope } = await ordered(Reassigned, object, world);
  const { recipientId, name, email } = order;
  insistOnTurn(envelope, recipientId);
  const taken = String(1 + Math.max(...envelope.signers.map((one) => Number(one.recipientId))));
  const after = await keep(world, changedSigner(envelope, recipientId, { recipientId: taken, name, email }));
  return { object: after, call: toldOf(world, 'recipient-reassign', after, recipientId) };
}

/** Somebody voids the envelope, or it expires: `{ envelopeId, voidedReason }`. */
export async function envelopeVoided(object: unknown, world: SandboxWorld): Promise<Emission> {
  const schema = Order.extend({ voidedReason: z.string().default('Voided by hand') });
  const { order, envelope } = await ordered(schema, object, world);
  if (!isOut(envelope)) throw new UnfitObjectError(`The envelope is ${envelope.status}.`);
  const voided = { ...turned(envelope, 'voided', world.nowMs()), voidedReason: order.voidedReason };
  const after = await keep(world, voided);
  return { object: after, call: toldOf(world, 'envelope-voided', after) };
}

/** Somebody deletes the envelope: `{ envelopeId }`. */
export async function envelopeDeleted(object: unknown, world: SandboxWorld): Promise<Emission> {
  const { envelope } = await ordered(Order, object, world);
  const after = await keep(world, turned(envelope, 'deleted', world.nowMs()));
  return { object: after, call: toldOf(world, 'envelope-deleted', after) };
}
