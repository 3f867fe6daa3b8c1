import type { AutomationPort } from '../../../src/capability/offered/automation';
import { shortEffectKey } from '../../../src/vendors/kit/effect-key';
import type { AskVendor, Connector } from '../connector';
import { personal, secret } from '../marks';

const CATCH = '/hooks/catch/1234567/abc123';

interface History {
  runs: object[];
}

async function runsOf(ask: AskVendor, key: string): Promise<number> {
  const { runs }: History = await ask('GET', '/history', { query: { id: shortEffectKey(key) } });
  return runs.length;
}

function tell(automation: AutomationPort, key: string): Promise<void> {
  const { name, email, company, text } = personal(key);
  return automation.tell(key, {
    hook: 'enrol',
    engagement: { id: 'eng_1', reference: 'CD-0001', title: company },
    client: { name: company, contacts: [{ name, email }] },
    text,
  });
}

export const zapier: Connector = {
  values: {
    token: secret('zapier-token'),
    catchHooks: `enrol=https://hooks.zapier.com${CATCH}`,
    roles: 'client',
  },
  token: 'static',
  operations: {
    automation: {
      tell: { run: tell, makes: [{ call: { method: 'POST', path: CATCH }, count: runsOf }] },
    },
  },
  webhook: {
    sign: ({ secret: by }) => ({ 'content-type': 'application/json', authorization: `Bearer ${by}` }),
    signsNoTime: 'Zapier signs nothing: a Zap shows the token that we gave it',
    signsNoBody: 'Zapier signs nothing: a Zap shows the token that we gave it',
    act: (actions, request) => actions['automation.tell']({ ...request, params: { hook: 'enrol' } }),
    made: { method: 'POST', path: CATCH },
    async change(emit, _ask, engagement) {
      const body = { nps: 9, csat: 5 };
      await emit('zap.calls', { engagement, fact: 'surveyAnswered', body });
      await emit('zap.calls', {
        engagement,
        fact: 'surveyAnswered',
        body: { ...body, comment: 'Thank you' },
      });
    },
    // What is stated stands for itself: whichever comes last has been told like the other.
    isLast: ({ nps }) => nps === 9,
  },
};
