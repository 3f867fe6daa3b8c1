import { join } from 'node:path';
import { hogs } from '../../ordeals/scenarios/hogs';
import { kills } from '../../ordeals/scenarios/kills';
import { LossyNetwork } from '../../ordeals/scenarios/replies';
import { zombies } from '../../ordeals/scenarios/zombies';
import { explain, rowOf } from '../../ordeals/support/outcome';
import { Chance } from '../../ordeals/support/random';
import { RealInstallation } from '../../ordeals/support/real-installation';
import { inTurn, underWork } from '../../ordeals/work/under-work';
import { projectRoot } from '../../src/settings/project-root';

/** With it one promise is put off until its ladder has climbed, and no chain of them. */
const SEED = 16;
const REPLIES = 10;
/** The commands hold each to its number of seconds; other tests run beside this. */
const WITHIN = 300;
const LOADED = join(projectRoot(), 'dist', 'ordeals', 'support', 'hog.js');

/** A little of what `npm run ordeal` has more time for; stops, and a supervisor that is killed, are a matter of its own tests. */
describe('An installation that is killed, put to sleep and cut off again and again', () => {
  let installation: RealInstallation;
  let network: LossyNetwork;

  beforeAll(async () => {
    installation = await RealInstallation.start({
      PROMISEKEEPER_TIME_SCALE: '3600',
      NODE_OPTIONS: `--require ${LOADED}`,
    });
    network = await LossyNetwork.open(installation, REPLIES, new Chance(SEED));
  }, 240_000);
  afterAll(async () => {
    await network.close();
    await installation.remove();
  }, 60_000);

  it('loses no fact that was taken, ignores none, tells and makes nothing twice, and every engagement comes to its end', async () => {
    const outcome = await underWork(
      installation,
      { seed: SEED, engagements: 2, seconds: 240, looksApart: [0.1, 0.4] },
      inTurn(
        kills({ kills: 2, what: ['worker', 'all'], pauses: [[0.5, 4]] }),
        hogs({ rounds: 1, within: WITHIN }),
        zombies({ rounds: 1, asleep: 12 }),
        network.untilLost(REPLIES),
      ),
      () => {},
      network.api,
    );
    const isRight = outcome.verdict.findings.length === 0;
    expect(isRight ? '' : `${await explain(outcome)}\n${installation.lastPrinted()}`).toBe('');
    expect(outcome.verdict.figures['journal entries']).toBeGreaterThan(300);
    expect(outcome.verdict.figures['calendar event']).toBeGreaterThan(10);
    process.stdout.write(`${JSON.stringify(rowOf(outcome))}\n`);
  }, 900_000);
});
