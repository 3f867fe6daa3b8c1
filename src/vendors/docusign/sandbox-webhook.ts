import type { SandboxWorld, SignedCall, SigningOf } from '../kit/sandbox/vendor-sandbox';
import { requiredValue } from '../kit/vendor-settings';
import { type Envelope, timeText } from './sandbox-state';
import { signConnect } from './webhook';

/** What Connect tells of an envelope, or of one of its recipients. */
export function toldOf(world: SandboxWorld, event: string, envelope: Envelope, recipientId?: string): object {
  const accountId = requiredValue('docusign', world.settings, 'accountId');
  const { envelopeId } = envelope;
  return {
    event,
    apiVersion: 'v2.1',
    uri: `/restapi/v2.1/accounts/${accountId}/envelopes/${envelopeId}`,
    retryCount: '0',
    configurationId: '10000001',
    generatedDateTime: timeText(world.nowMs()),
    data: {
      accountId,
      userId: requiredValue('docusign', world.settings, 'userId'),
      envelopeId,
      ...(recipientId === undefined ? {} : { recipientId }),
    },
  };
}

/** DocuSign counts its tries in the body, and signs it with every key that is active: here one that we do not know, too. */
export function signCall(call: object, { settings, attempt }: SigningOf): SignedCall {
  const body = JSON.stringify({ ...call, retryCount: String(attempt) });
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'x-docusign-signature-1': signConnect('the-key-before', body),
      'x-docusign-signature-2': signConnect(requiredValue('docusign', settings, 'connectKey'), body),
    },
  };
}
