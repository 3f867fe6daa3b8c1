import { type Engaged, Harness } from './harness';

const HOUR_MS = 3_600_000;

describe('Silence', () => {
  let harness: Harness;

  beforeAll(async () => {
    harness = await Harness.start();
    await harness.db.person.createMany({
      data: ['account-manager', 'operations-manager', 'managing-director'].map((role) => ({
        id: `per_${role}`,
        name: role,
        email: `${role}@example.com`,
        emailKey: `${role}@example.com`,
        roles: [role],
        skills: [],
        capacityHoursPerWeek: 40,
        timeZone: 'Etc/UTC',
        createdAt: new Date(),
        updatedAt: new Date(),
      })),
    });
  });
  afterAll(async () => {
    await harness.stop();
  });

  interface Climb {
    level: number;
    at: string;
    told: string[];
  }
  const climbs = async (engaged: Engaged): Promise<Climb[]> =>
    (await engaged.escalations()).flatMap((escalation) => escalation.climbs as unknown as Climb[]);
  const hoursAfter = async (engaged: Engaged, step: string): Promise<[number, number][]> => {
    const { openedAt } = await engaged.promise(step);
    return (await climbs(engaged)).map(({ level, at }) => [
      level,
      (Date.parse(at) - openedAt.getTime()) / HOUR_MS,
    ]);
  };
  const told = async (engaged: Engaged, count: number) => {
    await engaged.until(`${count} climbs`, async () => (await climbs(engaged)).length === count);
  };

  it('[OOES-37] [OOES-38] climbs Level 1, 2, 3 and crisis at the times of the playbook, each told once', async () => {
    const engaged = await harness.engage();
    const promise = await engaged.promise('sales-details');
    await harness.env.sleep(23 * HOUR_MS);
    expect(await climbs(engaged)).toEqual([]);
    await harness.env.sleep(100 * HOUR_MS);
    await told(engaged, 4);
    expect(await hoursAfter(engaged, 'sales-details')).toEqual([
      [1, 24],
      [2, 48],
      [3, 60],
      [4, 64],
    ]);
    expect((await climbs(engaged)).map((climb) => climb.told)).toEqual([
      ['per_account-manager'],
      ['per_operations-manager'],
      ['per_managing-director'],
      ['per_account-manager', 'per_managing-director', 'per_operations-manager'],
    ]);
    const notices = await harness.db.notice.findMany({ where: { promiseId: promise.id, level: { gt: 0 } } });
    expect(notices.map((notice) => `${notice.level} ${notice.personId}`).sort()).toEqual([
      '1 per_account-manager',
      '2 per_operations-manager',
      '3 per_managing-director',
      '4 per_account-manager',
      '4 per_managing-director',
      '4 per_operations-manager',
    ]);
    const broken = await engaged.promise('sales-details');
    expect([broken.state, broken.late, broken.level]).toEqual(['open', true, 4]);
  });

  it('[OOES-37] stops climbing while the next update is not due, and climbs on when it is missed', async () => {
    const engaged = await harness.engage();
    await engaged.promise('sales-details');
    await harness.env.sleep(25 * HOUR_MS);
    await told(engaged, 1);
    const [escalation] = await engaged.escalations();
    const nextUpdateAtMs = (await harness.env.currentTimeMs()) + 72 * HOUR_MS;
    await engaged.state('escalationAcknowledged', { escalationId: escalation?.id ?? '', nextUpdateAtMs });
    await engaged.until(
      'the acknowledgement',
      async () => (await engaged.escalations())[0]?.state === 'acknowledged',
    );
    const update = await engaged.until('the promised update', async () => {
      return (await engaged.open()).find((promise) => promise.kind === 'update');
    });
    expect(update.dueAt?.getTime()).toBe(nextUpdateAtMs);
    await harness.env.sleep(71 * HOUR_MS);
    expect(await climbs(engaged)).toHaveLength(1);
    await harness.env.sleep(2 * HOUR_MS);
    await told(engaged, 2);
    expect((await climbs(engaged))[1]?.at).toBe(new Date(nextUpdateAtMs).toISOString());
  });

  it('stops for a hold also where a person has named the instant: a deadline that was moved, an update that was promised', async () => {
    const engaged = await harness.engage();
    const promise = await engaged.promise('sales-details');
    const dueAtMs = (await harness.env.currentTimeMs()) + 30 * HOUR_MS;
    await engaged.state('deadlineExtended', { dueAtMs }, { promise });
    const dueAt = async (step: string) => (await engaged.promise(step)).dueAt?.getTime();
    await engaged.until('the later deadline', async () => (await dueAt('sales-details')) === dueAtMs);

    const heldFor = async (hours: number) => {
      const heldAtMs = await harness.env.currentTimeMs();
      await engaged.state('held', {}, { occurredAtMs: heldAtMs });
      await engaged.until('the hold', async () => (await engaged.promise('sales-details')).paused);
      await harness.env.sleep(hours * HOUR_MS);
      await engaged.state('resumed', {});
      await engaged.until(
        'the end of the hold',
        async () => !(await engaged.promise('sales-details')).paused,
      );
    };
    await heldFor(34);
    const movedByHours = (((await dueAt('sales-details')) ?? 0) - dueAtMs) / HOUR_MS;
    expect(movedByHours).toBeGreaterThanOrEqual(34);
    expect(movedByHours).toBeLessThan(34.1);
    expect((await engaged.promise('sales-details')).late).toBe(false);

    await harness.env.sleep(31 * HOUR_MS);
    await told(engaged, 1);
    const [escalation] = await engaged.escalations();
    const nextUpdateAtMs = (await harness.env.currentTimeMs()) + 6 * HOUR_MS;
    await engaged.state('escalationAcknowledged', { escalationId: escalation?.id ?? '', nextUpdateAtMs });
    await engaged.until('the acknowledgement', async () => {
      return (await engaged.escalations())[0]?.state === 'acknowledged';
    });
    await heldFor(10);
    await harness.env.sleep(5 * HOUR_MS);
    expect(await climbs(engaged)).toHaveLength(1);
    await harness.env.sleep(2 * HOUR_MS);
    await told(engaged, 2);
  });

  it('[OOES-37] the next update is owed by the very person who took it on, in the role of the level that was told', async () => {
    const engaged = await harness.engage();
    await engaged.promise('sales-details');
    await harness.env.sleep(25 * HOUR_MS);
    await told(engaged, 1);
    const [escalation] = await engaged.escalations();
    const escalationId = escalation?.id ?? '';
    const update = async (number: number) =>
      await engaged.until(`update ${number}`, async () => {
        const row = await harness.db.promiseRecord.findFirst({
          where: { subjectId: engaged.id, kind: 'update', state: 'open' },
        });
        return row?.key.endsWith(`-${number}`) && row;
      });
    const acknowledge = async (id: string, roles: string[], standsIn: string[] = []) => {
      const nextUpdateAtMs = (await harness.env.currentTimeMs()) + 24 * HOUR_MS;
      const actor = { kind: 'person' as const, id, roles };
      await engaged.state('escalationAcknowledged', { escalationId, nextUpdateAtMs, standsIn }, { actor });
    };
    await acknowledge('per_both', ['consultant', 'account-manager']);
    expect(await update(1)).toMatchObject({
      owedBy: 'account-manager',
      assigneeId: 'per_both',
      keptBy: [{ signal: 'escalationAcknowledged' }, { signal: 'escalationResolved' }],
    });
    await acknowledge('per_deputy', ['consultant'], ['account-manager']);
    expect(await update(2)).toMatchObject({ owedBy: 'account-manager', assigneeId: 'per_deputy' });
    await acknowledge('per_other', ['consultant']);
    expect(await update(3)).toMatchObject({ owedBy: 'operations-manager', assigneeId: 'per_other' });
  });

  it('ends the escalation when the promise is kept, late, and tells nobody else', async () => {
    const engaged = await harness.engage();
    const promise = await engaged.promise('sales-details');
    await harness.env.sleep(30 * HOUR_MS);
    await told(engaged, 1);
    await engaged.keep(promise);
    await engaged.until('the end of it', async () => (await engaged.escalations())[0]?.state === 'resolved');
    expect((await engaged.promise('sales-details')).late).toBe(true);
    await engaged.driveTo('client-signature');
    const open = (await engaged.open()).map(({ step }) => step);
    expect(open).toContain('client-signature');
    expect(await climbs(engaged)).toHaveLength(1);
  });

  it('[BY-01] judges a promise by when it was kept, not by when that was heard; the breach stays on record', async () => {
    const engaged = await harness.engage();
    const promise = await engaged.promise('sales-details');
    await harness.env.sleep(26 * HOUR_MS);
    await told(engaged, 1);
    const occurredAtMs = (promise.dueAt?.getTime() ?? 0) - HOUR_MS;
    await engaged.state('stepCompleted', { answers: {} }, { promise, occurredAtMs });
    const kept = await engaged.until('the promise kept', async () => {
      const row = await engaged.promise('sales-details');
      return row.state === 'kept' && row;
    });
    expect([kept.late, kept.brokenAt?.getTime()]).toEqual([false, promise.dueAt?.getTime()]);
  });

  it('stops every clock on hold, and goes on with what was left', async () => {
    const engaged = await harness.engage();
    const before = await engaged.promise('sales-details');
    await harness.env.sleep(10 * HOUR_MS);
    await engaged.state('held', {});
    await engaged.until('the hold', async () => (await engaged.row()).status === 'held');
    expect((await engaged.promise('sales-details')).dueAt).toBeNull();
    await harness.env.sleep(200 * HOUR_MS);
    expect(await climbs(engaged)).toEqual([]);
    await engaged.state('resumed', {});
    const after = await engaged.until('the new deadline', async () => {
      const row = await engaged.promise('sales-details');
      return row.dueAt !== null && row;
    });
    const moved = (after.dueAt?.getTime() ?? 0) - (before.dueAt?.getTime() ?? 0);
    expect(Math.abs(moved / HOUR_MS - 200)).toBeLessThan(0.1);
  });

  it('takes a later deadline, and starts the ladder afresh from there', async () => {
    const engaged = await harness.engage();
    const promise = await engaged.promise('sales-details');
    await harness.env.sleep(25 * HOUR_MS);
    await told(engaged, 1);
    await engaged.state(
      'deadlineExtended',
      { dueAtMs: (promise.dueAt?.getTime() ?? 0) - HOUR_MS },
      { promise },
    );
    await engaged.until('the refusal', async () =>
      (await engaged.journal()).some(({ summary }) => summary.includes('not later than the present one')),
    );
    const dueAtMs = (await harness.env.currentTimeMs()) + 48 * HOUR_MS;
    await engaged.state('deadlineExtended', { dueAtMs }, { promise });
    await engaged.until('the new deadline', async () => {
      return (await engaged.promise('sales-details')).dueAt?.getTime() === dueAtMs;
    });
    expect((await engaged.escalations())[0]?.state).toBe('resolved');
    await harness.env.sleep(49 * HOUR_MS);
    await told(engaged, 2);
    expect((await climbs(engaged)).map(({ level }) => level)).toEqual([1, 1]);
  });

  it('gives open promises to whoever has the role now', async () => {
    const engaged = await harness.engage();
    await engaged.promise('sales-details');
    await engaged.state('reassigned', { role: 'operations-manager', personId: 'per_operations-manager' });
    const promise = await engaged.until('the new owner', async () => {
      const row = await engaged.promise('sales-details');
      return row.assigneeId !== null && row;
    });
    expect(promise.assigneeId).toBe('per_operations-manager');
    expect((await engaged.row()).team).toEqual({ 'operations-manager': 'per_operations-manager' });
    const insteadOf = { personId: 'per_managing-director', untilMs: Date.UTC(2030, 0, 1) };
    const personId = 'per_account-manager';
    await engaged.state('reassigned', { role: 'account-manager', personId, insteadOf });
    await engaged.until('the deputy', async () =>
      (await engaged.journal()).some(
        ({ summary }) =>
          summary ===
          'account-manager is Account Manager from now on, deputy of managing-director, who is away until 2030-01-01T00:00:00.000Z',
      ),
    );
  });

  it('takes an acting role back by itself when its time is over, and the promises with it', async () => {
    const engaged = await harness.engage();
    await engaged.promise('sales-details');
    const acting = { role: 'operations-manager', actingUntilMs: (await harness.nowMs()) + 5 * HOUR_MS };
    const assignee = async () => (await engaged.promise('sales-details')).assigneeId;
    await engaged.state('reassigned', { role: 'operations-manager', personId: 'per_operations-manager' });
    await engaged.state('reassigned', { ...acting, personId: 'per_account-manager' });
    await engaged.until('the acting one', async () => (await assignee()) === 'per_account-manager');
    await harness.env.sleep(6 * HOUR_MS);
    await engaged.until('the one before', async () => (await assignee()) === 'per_operations-manager');
    expect((await engaged.row()).team).toEqual({ 'operations-manager': 'per_operations-manager' });
    const told = (await engaged.journal()).filter(({ kind }) => kind === 'actingEnded');
    expect(told.map(({ summary, at }) => [summary, at.getTime()])).toEqual([
      ['operations-manager is Operations Manager again: the time of acting is over', acting.actingUntilMs],
    ]);
  });
});
