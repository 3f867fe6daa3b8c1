import { lookOnce } from '../../src/trouble/dispatch/watch';
import { findTrouble, listTroubles } from '../../src/trouble/store/troubles';
import { allSteps } from '../../src/playbook/domain/playbook';
import { Harness } from '../workflows/harness';

const HOUR = 3_600_000;

describe('An engagement whose facts cannot be stored', () => {
  let harness: Harness;

  beforeAll(async () => {
    harness = await Harness.start();
    const now = new Date();
    const rest = {
      skills: [],
      capacityHoursPerWeek: 40,
      timeZone: 'Etc/UTC',
      createdAt: now,
      updatedAt: now,
    };
    for (const [id, role] of [
      ['adam', 'account-manager'],
      ['olga', 'operations-manager'],
    ] as const) {
      await harness.db.person.create({
        data: {
          id,
          name: id,
          email: `${id}@example.com`,
          emailKey: `${id}@example.com`,
          roles: [role],
          ...rest,
        },
      });
    }
  });
  afterAll(async () => {
    await harness.stop();
  });

  const refuse = (id: string) =>
    harness.db.$executeRawUnsafe(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.subject_id = '${id}' THEN RAISE unique_violation USING MESSAGE = 'no room for this entry'; END IF;
        RETURN NEW; END $$`);
  const watch = async () => {
    const nowMs = await harness.nowMs();
    const log = { warn: () => {}, info: () => {} };
    const clock = { productNow: () => nowMs };
    const time = { scale: 1, anchorWallMs: 0, anchorProductMs: 0 };
    await lookOnce({ db: harness.db, client: harness.env.client, clock, time, schedules: [], log });
  };

  it('is known, tells its ladder all the same, and goes on when it can, with nobody told twice', async () => {
    const engaged = await harness.engage((playbook) => {
      for (const { step } of allSteps(playbook)) step.within = '1 h';
      for (const rung of playbook.ladder.levels) rung.respondWithin = '30 min';
    });
    await engaged.promise('sales-details');
    await refuse(engaged.id);
    await harness.db.$executeRawUnsafe(
      'CREATE TRIGGER refuse BEFORE INSERT ON journal_entry FOR EACH ROW EXECUTE FUNCTION refuse()',
    );
    await harness.env.sleep(1.75 * HOUR);
    const told = async () =>
      (await harness.db.notice.findMany({ where: { subjectId: engaged.id, urgent: true } }))
        .map(({ personId, reason }) => `${reason} ${personId}`)
        .toSorted();
    await engaged.until('the levels', async () => (await told()).includes('Level 2 olga'));
    expect(await told()).toEqual(['Level 1 adam', 'Level 2 olga']);
    expect(await harness.db.escalation.count({ where: { engagementId: engaged.id } })).toBe(0);

    // No dispatcher and no postman work here.
    await harness.db.engagement.updateMany({ data: { handedOverAt: new Date() } });
    await harness.db.notice.updateMany({ data: { state: 'sent' } });
    await watch();
    const troubles = await listTroubles(harness.db, 10, null);
    expect(troubles.map(({ kind }) => kind).toSorted()).toEqual(['journal', 'moment']);
    const stuck = troubles.find(({ kind }) => kind === 'journal');
    expect(stuck).toMatchObject({
      engagementId: engaged.id,
      reference: engaged.reference,
      what: expect.stringContaining('facts cannot be stored'),
      why: expect.stringContaining('no room for this entry'),
      toldAt: expect.any(Date),
    });
    const heard = await harness.db.notice.findMany({ where: { reason: 'Trouble' } });
    expect(new Set(heard.map(({ personId }) => personId))).toEqual(new Set(['olga']));

    await harness.db.$executeRawUnsafe('DROP TRIGGER refuse ON journal_entry');
    await engaged.until('the facts', async () =>
      (await engaged.escalations()).some(({ level }) => level >= 2),
    );
    expect(await told()).toEqual(['Level 1 adam', 'Level 2 olga']);
    await engaged.until('the end of the trouble', async () => {
      await watch();
      return (await listTroubles(harness.db, 10, null)).length === 0;
    });
    expect((await findTrouble(harness.db, stuck?.id ?? ''))?.mendedAt).not.toBeNull();
  }, 120_000);
});
