import { z } from 'zod';
import { VendorError } from '../../kit/errors';
import type { VendorHttp } from '../../kit/http';
import { HUBSPOT_VERSION } from '../auth';

export const SINGLE_SEND_PATH = `/marketing/transactional/${HUBSPOT_VERSION}/single-email/send`;

/** One mail to one address, with the texts of which the email made in HubSpot has tokens. */
export interface SingleSend {
  readonly emailId: number;
  /** HubSpot's own guard: it sends one mail for each. */
  readonly sendId: string;
  readonly to: string;
  readonly cc: readonly string[];
  readonly replyTo: readonly string[];
  readonly subject: string;
  readonly html: string;
}

const Answer = z.object({
  statusId: z.string(),
  status: z.string(),
  /** Left out while HubSpot has not got so far. */
  sendResult: z.string().nullish(),
});

/** What HubSpot says of a mail that is out, or was with an earlier call. */
const OUT = new Set(['SENT', 'QUEUED', 'IDEMPOTENT_IGNORE']);
/** What it says of an address to which it does not send. */
const REFUSED_ADDRESS = new Set([
  'INVALID_TO_ADDRESS',
  'BLOCKED_ADDRESS',
  'BLOCKED_DOMAIN',
  'PREVIOUSLY_BOUNCED',
  'PREVIOUS_SPAM',
  'ADDRESS_LIST_BOMBED',
]);

/**
 * Hands one mail over, once for each `sendId`. HubSpot takes it at once and sends it by itself.
 * @returns false when HubSpot does not send to that address
 */
export async function singleSend(http: VendorHttp, mail: SingleSend): Promise<boolean> {
  const { emailId, sendId, to, cc, replyTo, subject, html } = mail;
  const op = 'single-email.send';
  const { body, status } = await http.request({
    op,
    method: 'POST',
    path: SINGLE_SEND_PATH,
    json: {
      emailId,
      message: { to, sendId, cc, replyTo },
      customProperties: { subject, text: html },
      contactProperties: {},
    },
  });
  const { sendResult } = Answer.parse(body);
  if (sendResult == null || OUT.has(sendResult)) return true;
  if (REFUSED_ADDRESS.has(sendResult)) return false;
  throw new VendorError({
    system: 'hubspot',
    op,
    status,
    vendorCode: sendResult,
    outcome: 'rejected',
    vendorText: '',
  });
}
