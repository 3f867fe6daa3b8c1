import { kills } from '../../ordeals/scenarios/kills';
import { explain, rowOf } from '../../ordeals/support/outcome';
import { RealInstallation } from '../../ordeals/support/real-installation';

/** `npm run ordeal -- kill` has time for more. */
const KILLS = Number(process.env['KILLS'] ?? 6);
/** With it one promise is put off until its ladder has climbed, and no chain of them. */
const SEED = 16;

describe('An installation whose worker, and all of it, is killed again and again', () => {
  let installation: RealInstallation;

  beforeAll(async () => {
    installation = await RealInstallation.start({ PROMISEKEEPER_TIME_SCALE: '3600' });
  }, 240_000);
  afterAll(async () => {
    await installation.remove();
  }, 60_000);

  it('loses no fact that was taken, ignores none, tells and makes nothing twice, and every engagement comes to its end', async () => {
    const outcome = await kills(
      installation,
      {
        kills: KILLS,
        what: ['worker', 'worker', 'all'],
        seed: SEED,
        engagements: 3,
        seconds: 240,
        pauses: [[0.5, 4]],
        looksApart: [0.1, 0.4],
      },
      () => {},
    );
    const isRight = outcome.verdict.findings.length === 0;
    expect(isRight ? '' : `${await explain(outcome)}\n${installation.lastPrinted()}`).toBe('');
    expect(outcome.verdict.figures['journal entries']).toBeGreaterThan(300);
    expect(outcome.verdict.figures['calendar event']).toBeGreaterThan(10);
    process.stdout.write(`${JSON.stringify(rowOf(outcome))}\n`);
  }, 900_000);
});
