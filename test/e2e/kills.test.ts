import { setTimeout as delay } from 'node:timers/promises';
import { People } from './people';
import { RealInstallation, until } from './real-installation';

const AT_ONCE = 4;
/** `npm run quality` has time for more. */
const KILLS = Number(process.env['KILLS'] ?? 12);

/** Between two kills, in wall milliseconds: a worker is up after one or two seconds, and must get something done. */
const pauseMs = (kill: number) => 2_500 + ((kill * 7919) % 2_500);

describe('A worker that is killed again and again', () => {
  let installation: RealInstallation;

  beforeAll(async () => {
    installation = await RealInstallation.start();
    await People.hire(installation);
  }, 240_000);
  afterAll(async () => {
    await installation.remove();
  }, 60_000);

  it('loses no fact that was taken, ignores none, and every engagement comes to its end', async () => {
    const over = { killing: false, working: false };
    const people = new People(installation);
    const ended: string[] = [];
    const work = async (lane: number) => {
      for (let round = 1; !over.killing || round === 1; round += 1) {
        const title = `Journey ${lane}-${round}`;
        const dealId = String(9_000 + lane * 100 + round);
        await installation.putDeal(dealId, title, 'planning_proposal');
        expect(await installation.hubspotSays(dealId, 'planning_proposal')).toBe(200);
        const look = async () => (await installation.engagementsNamed(title))[0] ?? null;
        const engagement = await until(title, look, { withinMs: 300_000 });
        expect(await people.workOn(engagement.id, 240_000)).toBe('completed');
        ended.push(engagement.id);
      }
    };
    const kill = async () => {
      for (let kills = 0; kills < KILLS; kills += 1) {
        await delay(pauseMs(kills));
        await installation.kill('worker');
      }
      over.killing = true;
    };
    await Promise.all([kill(), ...Array.from({ length: AT_ONCE }, (_, lane) => work(lane + 1))]);

    for (const id of ended) {
      const journal = await installation.journal(id);
      expect(journal.map(({ seq }) => seq)).toEqual(journal.map((_, index) => index + 1));
      expect(journal.filter(({ kind }) => kind === 'factIgnored')).toEqual([]);
    }
    process.stdout.write(`A worker killed ${KILLS} times: ${ended.length} engagements, nothing lost\n`);
  }, 900_000);
});
