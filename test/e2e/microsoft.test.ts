import { People } from '../../ordeals/support/people';
import { RealInstallation, type Received, until } from '../../ordeals/support/real-installation';

interface ShownEffect {
  vendor: string;
  action: string;
  state: string;
}

const CHOICE = 'chat=teams,calendar=teams,mail=smtp';
const ELSEWHERE = ['slack', 'gmail', 'google-calendar'];

describe('An installation whose chat and meetings are in Teams and whose mail goes by SMTP', () => {
  let installation: RealInstallation;

  beforeAll(async () => {
    installation = await RealInstallation.start({ PROMISEKEEPER_CAPABILITIES: CHOICE });
    await People.hire(installation);
  }, 240_000);
  afterAll(async () => {
    await installation.remove();
  }, 60_000);

  it('[SYS-04] brings a client delivery from a webhook to the survey, with every effect once and nothing left to people', async () => {
    await installation.putDeal('777', 'Garden redesign', 'planning_proposal');
    expect(await installation.hubspotSays('777', 'planning_proposal')).toBe(200);
    const engagement = await until('the engagement', async () => {
      return (await installation.engagementsNamed('Garden redesign'))[0] ?? null;
    });
    expect(await new People(installation).workOn(engagement.id, 240_000)).toBe('completed');

    const effects = await installation.all<ShownEffect>(`/v1/engagements/${engagement.id}/effects`);
    const promised = effects.map(({ vendor, action, state }) => `${action} ${vendor} ${state}`);
    expect(promised.filter((one) => !one.endsWith(' done'))).toEqual([]);
    const vendors = new Set(effects.map(({ vendor }) => vendor));
    expect([...vendors].filter((vendor) => ELSEWHERE.includes(vendor))).toEqual([]);
    expect([...vendors]).toEqual(expect.arrayContaining(['teams', 'smtp']));

    const [teams, mails] = await Promise.all(['teams', 'smtp'].map((name) => installation.received(name)));
    const made = (path: RegExp) =>
      (teams ?? []).filter((call) => call.method === 'POST' && path.test(call.path) && call.status < 300);
    const of = (calls: Received[], text: string) =>
      calls.filter(({ body }) => JSON.stringify(body ?? '').includes(text));
    expect(of(made(/\/channels$/), engagement.reference)).toHaveLength(1);
    expect(of(made(/\/messages$/), 'Garden redesign')).toHaveLength(5);
    expect(of(made(/\/events$/), 'Garden redesign')).toHaveLength(8);
    const sent = (mails ?? []).filter(({ method, status }) => method === 'DATA' && status < 300);
    const mailed = effects.filter(({ vendor }) => vendor === 'smtp');
    expect(mailed.length).toBeGreaterThan(3);
    expect(sent.length).toBeGreaterThanOrEqual(mailed.length);
  }, 400_000);
});
