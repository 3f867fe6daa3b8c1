import { openTicket, type TicketRequest } from '../../src/ticket/store/tickets-open';
import { checkReadModel } from '../../src/journal/store/rebuild';
import { publishChangedDesk } from '../support/service-desk';
import { ServedHouse } from './following';

describe('A ticket and its engagement', () => {
  let house: ServedHouse;
  beforeAll(async () => {
    house = await ServedHouse.open();
  });
  afterAll(async () => {
    await house.close();
  });

  const engagementOf = (id: string) => `/v1/engagements/${id}`;
  const paused = (id: string) =>
    house.until('clocks that stand still', async () =>
      (await house.shown(id)).clocks.every(({ state }) => state === 'paused'),
    );
  const running = (id: string) =>
    house.until('clocks that run', async () =>
      (await house.shown(id)).clocks.every(({ state, dueAt }) => state !== 'paused' && dueAt !== null),
    );
  const turn = async (engagementId: string, signal: string, reason = 'The budget is not there') => {
    await house.say(engagementOf(engagementId), signal, signal === 'resumed' ? {} : { reason });
    await house.round();
  };
  const near = (hours: number) => expect.closeTo(hours, 1) as number;

  it('stand still together, and none of that time counts', async () => {
    const engagementId = await house.engagement();
    const other = await house.ticket({ engagementId: await house.engagement() });
    const ticket = await house.ticket({ engagementId });
    await house.pass(1);
    await turn(engagementId, 'held');
    await paused(ticket.id);
    expect((await house.shown(ticket.id)).heldSince).not.toBeNull();
    expect((await house.shown(other.id)).heldSince).toBeNull();
    await house.pass(100);
    await turn(engagementId, 'resumed');
    await running(ticket.id);
    const { clocks, heldSince } = await house.shown(ticket.id);
    expect([heldSince, clocks.map(({ brokenAt }) => brokenAt)]).toEqual([null, [null, null]]);
    expect([await house.dueHours(ticket.id, 'firstResponse'), await house.dueHours(ticket.id)]).toEqual([
      near(4 + 100),
      near(8 + 100),
    ]);
    const { reference } = await house.api.db.engagement.findUniqueOrThrow({ where: { id: engagementId } });
    expect(await house.told(ticket.id)).toEqual(
      expect.arrayContaining([
        `The clocks stand still while the engagement is on hold: ${reference} is on hold: The budget is not there`,
        `The clocks go on with the engagement: ${reference} goes on`,
      ]),
    );
    await house.pass(5);
    await house.until('the breach of the answer', async () =>
      (await house.shown(ticket.id)).clocks.some(({ brokenAt }) => brokenAt !== null),
    );
  });

  it('hear of hold and resume in that order, however quickly they come and however many dispatchers tell them', async () => {
    const engagementId = await house.engagement();
    const ticket = await house.ticket({ engagementId });
    for (const signal of ['held', 'resumed', 'held', 'resumed', 'held']) {
      await house.say(engagementOf(engagementId), signal, signal === 'held' ? { reason: 'again' } : {});
    }
    await Promise.all([1, 2, 3, 4].map(() => house.tell()));
    await house.round();
    await paused(ticket.id);
    await house.until('all of them to be judged', async () =>
      (await house.commands(ticket.id)).every(({ state }) => state === 'applied'),
    );
    expect((await house.commands(ticket.id)).map(({ signal, state }) => [signal, state])).toEqual(
      Array.from({ length: 5 }, (_, index) => [
        index % 2 === 0 ? 'engagementHeld' : 'engagementResumed',
        'applied',
      ]),
    );
  });

  it('that is on hold has tickets that begin with clocks that stand still', async () => {
    const engagementId = await house.engagement();
    await turn(engagementId, 'held');
    const ticket = await house.ticket({ engagementId });
    expect(ticket.heldSince).toBe(ticket.openedAt);
    expect(ticket.clocks.map(({ state, dueAt }) => [state, dueAt])).toEqual([
      ['paused', null],
      ['paused', null],
    ]);
    await house.pass(48);
    await turn(engagementId, 'resumed');
    await running(ticket.id);
    expect(await house.dueHours(ticket.id)).toEqual(near(8 + 48));
  });

  it('opened while the hold is being written, waits for that and hears of it', async () => {
    const engagementId = await house.engagement();
    const request = {
      ...{ engagementId, requester: { name: 'Carla', email: 'carla@acme.example' }, subject: 'At once' },
      ...{ description: '', channel: 'email' as const, priority: 'low' as const, category: 'technical' },
    } satisfies TicketRequest;
    let opened: Promise<Awaited<ReturnType<typeof openTicket>>> | undefined;
    await house.api.db.$transaction(async (tx) => {
      await tx.$executeRaw`SELECT 1 FROM engagement WHERE id = ${engagementId} FOR UPDATE`;
      opened = openTicket(house.api.deps, { request, openedBy: { kind: 'administrator' } });
      await new Promise((resolve) => setTimeout(resolve, 300));
      await tx.engagement.update({ where: { id: engagementId }, data: { status: 'held' } });
    });
    expect(await opened).toMatchObject({ outcome: 'created', ticket: { heldSince: expect.any(Date) } });
  });

  it('end together: what is open is withdrawn, what is resolved or merged or closed is not', async () => {
    const engagementId = await house.engagement();
    const [open, resolved, merged, target] = [
      await house.ticket({ engagementId }),
      await house.ticket({ engagementId }),
      await house.ticket({ engagementId }),
      await house.ticket({ client: 'Somebody else' }),
    ];
    await house.say(`/v1/tickets/${resolved.id}`, 'resolved');
    await house.say(`/v1/tickets/${merged.id}`, 'merged', { into: target.id });
    await turn(engagementId, 'cancelled', 'They have gone');
    await house.until(
      'the end of the open ticket',
      async () => (await house.shown(open.id)).status === 'cancelled',
    );
    expect(
      await Promise.all([resolved, merged, target].map(async ({ id }) => (await house.shown(id)).status)),
    ).toEqual(['resolved', 'merged', 'new']);
    expect((await house.told(open.id)).join('\n')).toMatch(
      /Withdrawn with its engagement: CD-\d+ was cancelled: They have gone/,
    );
    expect((await house.shown(open.id)).clocks).toEqual([]);
    expect((await house.commands(merged.id)).map(({ signal }) => signal)).toEqual(['merged']);
    await house.say(`/v1/tickets/${resolved.id}`, 'completionApproved');
    expect((await house.shown(resolved.id)).status).toBe('closed');
  });

  it('go separate ways where the rules say so, and go the same way by rulesRenewed', async () => {
    await publishChangedDesk(house.api.db, (desk) => {
      desk.follows.tickets = { hold: 'goOn', resume: 'goOn', cancel: 'goOn' };
    });
    const engagementId = await house.engagement();
    const ticket = await house.ticket({ engagementId });
    await turn(engagementId, 'held');
    await house.until('that it is heard', async () => (await house.shown(ticket.id)).heldSince !== null);
    await running(ticket.id);
    const pausing = await publishChangedDesk(house.api.db, (desk) => {
      desk.follows.tickets = { hold: 'pause', resume: 'restart', cancel: 'goOn' };
    });
    await house.pass(1);
    await house.say(`/v1/tickets/${ticket.id}`, 'rulesRenewed');
    await paused(ticket.id);
    expect(await house.shown(ticket.id)).toMatchObject({ serviceDesk: { version: pausing.version } });
    await house.pass(10);
    await turn(engagementId, 'cancelled');
    await running(ticket.id);
    expect(await house.shown(ticket.id)).toMatchObject({ status: 'new', heldSince: null });
    expect(await house.dueHours(ticket.id)).toEqual(near(8 + 10));
    const anew = await house.engagement();
    const restarted = await house.ticket({ engagementId: anew });
    await house.pass(3);
    await turn(anew, 'held');
    await paused(restarted.id);
    await house.pass(10);
    await turn(anew, 'resumed');
    await running(restarted.id);
    expect(await house.dueHours(restarted.id)).toEqual(near(3 + 10 + 8));
  });

  it('keep to the times at which it happened, however late that is told', async () => {
    await publishChangedDesk(house.api.db, (desk) => {
      desk.title = 'As shipped';
    });
    const engagementId = await house.engagement();
    const ticket = await house.ticket({ engagementId });
    await house.pass(1);
    await turn(engagementId, 'held');
    await paused(ticket.id);
    await house.pass(20);
    await house.say(engagementOf(engagementId), 'resumed');
    // No dispatcher is there for two hours.
    await house.pass(2);
    await house.round();
    await running(ticket.id);
    expect(await house.dueHours(ticket.id)).toEqual(near(8 + 20));
  });

  it('have facts between them that nobody else states', async () => {
    const ticket = await house.ticket({ engagementId: await house.engagement() });
    for (const signal of ['engagementHeld', 'engagementResumed', 'engagementCancelled']) {
      const reply = await house.call('POST', `/v1/tickets/${ticket.id}/signals/${signal}`, {});
      expect(reply.status).toBe(404);
    }
  });

  it('have a crisis that goes on, whatever becomes of the engagement, and one that follows where the rules say so', async () => {
    const goesOn = async () => {
      const engagementId = await house.engagement();
      const json = { kind: 'systemFailure', title: 'All is down', engagements: [engagementId] };
      const { id } = (await house.call('POST', '/v1/incidents', json)).body as unknown as { id: string };
      await house.until('the crisis in its journal', async () => (await house.told(id)).length > 0);
      return { engagementId, id };
    };
    const crisis = async (id: string) => {
      const { body } = await house.call('GET', `/v1/incidents/${id}`);
      return body as unknown as { status: string; nextUpdateBy: string | null };
    };
    const shipped = await goesOn();
    await turn(shipped.engagementId, 'held');
    await house.until('that it is heard', async () =>
      (await house.told(shipped.id)).some((one) => one.startsWith('The crisis goes on: CD-')),
    );
    await turn(shipped.engagementId, 'cancelled');
    expect(await crisis(shipped.id)).toMatchObject({ status: 'open', nextUpdateBy: expect.any(String) });

    await publishChangedDesk(house.api.db, (desk) => {
      desk.follows.incidents = { hold: 'pause', resume: 'goOn', cancel: 'withdraw' };
    });
    const following = await goesOn();
    const update = async () => (await crisis(following.id)).nextUpdateBy;
    await turn(following.engagementId, 'held');
    await house.until('updates that stand still', async () => (await update()) === null);
    const held = await house.engagement();
    await turn(held, 'held');
    await house.say(`/v1/incidents/${following.id}`, 'linked', { engagements: [held] });
    await house.round();
    await house.until('updates that stand still again', async () => (await update()) === null);
    await house.say(`/v1/incidents/${following.id}`, 'linked', { engagements: [await house.engagement()] });
    await house.until('updates that are owed', async () => (await update()) !== null);
    const { engagements } = (await house.call('GET', `/v1/incidents/${following.id}`)).body as unknown as {
      engagements: string[];
    };
    for (const id of engagements) await turn(id, 'cancelled');
    await house.until('its end', async () => (await crisis(following.id)).status === 'closed');
  });

  it('leave a read model that their journals make', async () => {
    const found: object[] = [];
    await checkReadModel(house.api.db, (difference) => found.push(difference));
    expect(found).toEqual([]);
  });
});
