import { z } from 'zod';
import {
  type Emission,
  type SandboxAnswer,
  type SandboxWorld,
  UnfitObjectError,
} from '../../kit/sandbox/vendor-sandbox';
import { associate, find, make, refusal } from './state';

export const FEEDBACK = 'feedback_submissions';

/** HubSpot's refusal to write what it lets be read only; undefined for any other type. */
export function readOnly(type: string): SandboxAnswer | undefined {
  if (type !== FEEDBACK) return undefined;
  return refusal(405, 'METHOD_NOT_ALLOWED', 'Feedback submissions can be read only.');
}

const Answered = z.object({
  /** The contact's id, or address. */
  contact: z.coerce.string(),
  type: z.enum(['NPS', 'CSAT', 'CES']),
  value: z.coerce.string(),
});

/** A contact answers a survey: `{ contact, type, value }`; HubSpot has no webhook for it. */
export async function feedbackGiven(object: unknown, world: SandboxWorld): Promise<Emission> {
  const order = Answered.safeParse(object);
  if (!order.success) throw new UnfitObjectError(z.prettifyError(order.error));
  const { contact, type, value } = order.data;
  const found = await find(world, 'contacts', contact, contact.includes('@') ? 'email' : undefined);
  if (found === undefined) throw new UnfitObjectError(`There is no contact ${contact}.`);
  const given = { hs_survey_type: type, hs_value: value };
  const submission = await make(world, FEEDBACK, given, 'FEEDBACK');
  await associate(world, FEEDBACK, submission.id, 'contacts', found.id);
  return { object: submission };
}
