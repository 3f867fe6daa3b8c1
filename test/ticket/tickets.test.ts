import { ticketSubject } from '../../src/ticket/domain/subject';
import { ADMIN, type Body, openPromise, signalsAt, startApi, type TestApi } from '../support/api';

interface Shown {
  id: string;
  reference: string;
  status: string;
  priority: string;
  assignee: string | null;
  client: { name: string };
  clocks: { kind: string; dueAt: string | null; state: string; why: string[] }[];
}

const request = {
  client: 'Acme',
  requester: { name: 'Carla Client', email: 'carla@acme.example' },
  subject: 'The report is empty',
  description: 'Since this morning.',
  channel: 'email',
  priority: 'high',
  category: 'technical',
};

describe('Tickets', () => {
  let api: TestApi;
  let agent: { id: string; token: string };

  beforeAll(async () => {
    api = await startApi();
    agent = await api.person('support-agent');
  });
  afterAll(async () => {
    await api.close();
  });

  const shown = (body: Body) => body as unknown as Shown;
  const open = async (change: object = {}) =>
    await api.call('POST', '/v1/tickets', { token: agent.token, json: { ...request, ...change } });
  const opened = async (change: object = {}) => {
    const reply = await open({ subject: `Something ${Math.random()}`, ...change });
    expect([reply.status, reply.text]).toEqual([201, expect.any(String)]);
    return shown(reply.body);
  };

  it('[OOES-25] gives one ticket for each of the four channels, and the same one to the same request again', async () => {
    const ids = new Set<string>();
    for (const channel of ['email', 'portal', 'phone', 'whatsapp']) {
      const first = await open({ channel });
      expect(first.status).toBe(201);
      expect(first.headers.get('location')).toBe(`/v1/tickets/${shown(first.body).id}`);
      ids.add(shown(first.body).id);
      const again = await open({ channel, subject: ' RE: Fwd: the REPORT  is empty' });
      expect([again.status, shown(again.body).id]).toEqual([200, shown(first.body).id]);
    }
    expect(ids.size).toBe(4);
  });

  it('[OOES-25] opens a new ticket for the same subject a day later, and one ticket for ever for one message', async () => {
    const first = await opened({ subject: 'Printer', externalId: 'message-1' });
    expect(shown((await open({ subject: 'Something else', externalId: 'message-1' })).body).id).toBe(
      first.id,
    );
    api.clock.nowMs += 25 * 3_600_000;
    expect(shown((await open({ subject: 'Printer', externalId: 'message-1' })).body).id).toBe(first.id);
    expect((await open({ subject: 'Printer' })).status).toBe(201);
  });

  it("[OOES-25] takes the same request again as the client's message on that ticket, once for each key", async () => {
    const subject = `Printer ${Math.random()}`;
    const ticket = await opened({ subject });
    const again = (key: string, description: string) =>
      api.call('POST', '/v1/tickets', {
        token: agent.token,
        json: { ...request, subject: `Re: ${subject}`, description },
        headers: { 'idempotency-key': key },
      });
    for (const [key, text] of [
      ['again-1', 'It smokes now.'],
      ['again-1', 'It smokes now.'],
      ['again-2', 'It burns.'],
    ] as const) {
      const reply = await again(key, text);
      expect([reply.status, shown(reply.body).id]).toEqual([200, ticket.id]);
    }
    const commands = await api.db.command.findMany({
      where: { subjectId: ticket.id },
      orderBy: { receivedAt: 'asc' },
    });
    expect(
      commands
        .map(({ signal, state, body }) => `${signal} ${state}: ${String((body as Body)['text'])}`)
        .sort(),
    ).toEqual(['clientReplied accepted: It burns.', 'clientReplied accepted: It smokes now.']);
    const { workflowId } = await api.db.ticket.findUniqueOrThrow({ where: { id: ticket.id } });
    const told = await signalsAt(workflowId);
    expect(told.map(({ name, fact }) => [name, fact['fields'], fact['occurredAtMs']])).toEqual([
      ['clientReplied', {}, api.clock.nowMs],
      ['clientReplied', {}, api.clock.nowMs],
    ]);
  });

  it('takes no message twice: neither the very same request, nor one with an id of its channel', async () => {
    const subject = `Scanner ${Math.random()}`;
    const ticket = await opened({ subject });
    await open({ subject });
    const message = { subject: `Re: ${subject}`, description: 'Still.', externalId: `mail-${subject}` };
    for (const reply of [await open(message), await open(message)]) {
      expect([reply.status, shown(reply.body).id]).toEqual([200, ticket.id]);
    }
    expect(await api.db.command.count({ where: { subjectId: ticket.id } })).toBe(1);
  });

  it('opens one ticket for fifty simultaneous requests with one key, and refuses the key for another body', async () => {
    const send = (json: object) =>
      api.call('POST', '/v1/tickets', {
        token: agent.token,
        json,
        headers: { 'idempotency-key': 'ticket-key' },
      });
    const replies = await Promise.all(
      Array.from({ length: 50 }, () => send({ ...request, subject: 'Burst' })),
    );
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(replies.map(({ body }) => shown(body).id)).size).toBe(1);
    expect((await send({ ...request, subject: 'Other' })).status).toBe(422);
  });

  it.each([
    ['critical', 'critical', 4],
    ['high', 'high', 24],
    ['medium', 'medium', 48],
    ['normal', 'medium', 48],
    ['low', 'low', 72],
    ['general', 'low', 72],
  ])(
    '[OOES-31] answers a %s request, which is %s, within %d hours of its opening',
    async (word, priority, hours) => {
      const ticket = await opened({ priority: word });
      expect(ticket.priority).toBe(priority);
      expect(ticket.reference).toMatch(/^TKT-\d{4,}$/);
      const [first] = ticket.clocks;
      expect(first).toMatchObject({ kind: 'firstResponse', state: 'running' });
      expect(Date.parse(first!.dueAt!)).toBe(api.clock.nowMs + hours * 3_600_000);
      expect(ticket.clocks.map(({ kind }) => kind)).toEqual(['firstResponse', 'resolution']);
    },
  );

  it('[BY-07] tells of every clock why it is due then', async () => {
    const { clocks } = await opened();
    expect(clocks.every(({ why }) => why.length > 0)).toBe(true);
  });

  it.each([
    ['priority', '/priority'],
    ['category', '/category'],
    ['channel', '/channel'],
    ['subject', '/subject'],
    ['requester', '/requester'],
    ['client', '/client'],
  ])('[OOES-26] takes no ticket without %s, and says so', async (field, pointer) => {
    const before = await api.db.ticket.count();
    const { [field]: _left, ...rest } = { ...request, subject: 'Incomplete' } as Record<string, unknown>;
    const reply = await api.call('POST', '/v1/tickets', { token: agent.token, json: rest });
    expect(reply.status).toBe(422);
    expect((reply.body['errors'] as { pointer: string }[]).map((error) => error.pointer)).toContain(pointer);
    expect(await api.db.ticket.count()).toBe(before);
  });

  it.each([
    ['an unknown engagement', { engagementId: 'eng_nowhere' }],
    ['an unknown channel', { channel: 'fax' }],
    ['an unknown priority', { priority: 'urgent' }],
    ['a field that does not exist', { status: 'closed' }],
    ['an address that is none', { requester: { name: 'Carla', email: 'carla' } }],
  ])('refuses %s with 422', async (_what, change) => {
    expect((await open({ subject: 'Wrong', ...change })).status).toBe(422);
  });

  it('[CRM-13] knows the partner behind the requester, else the consultant of the engagement', async () => {
    const { id: partnerId } = await api.person('partner-success-manager');
    const partner = await opened({ requester: { ...request.requester, partnerId } });
    expect(partner).toMatchObject({ consultant: partnerId, requester: { partnerId } });
    const nobody = await open({ requester: { ...request.requester, partnerId: 'per_nobody' } });
    expect([nobody.status, nobody.body['errors']]).toEqual([
      422,
      [{ pointer: '/requester/partnerId', message: 'there is no such person' }],
    ]);
    const consultant = await api.person('consultant');
    const engagementId = await api.engagement({ team: { consultant: consultant.id } });
    const own = await opened({ client: undefined, engagementId });
    expect(own).toMatchObject({ engagementId, consultant: consultant.id, client: { name: 'Acme' } });
    const found = async (query: string) =>
      ((await api.call('GET', `/v1/tickets?${query}`)).body['items'] as Shown[]).map(({ id }) => id);
    expect(await found(`partner=${partnerId}`)).toEqual([partner.id]);
    expect(await found(`consultant=${partnerId}`)).toEqual([partner.id]);
    expect(await found(`consultant=${consultant.id}`)).toEqual([own.id]);
  });

  it('[OOES-27] assigns by skill first, then to whoever has the fewest open tickets; never to somebody absent', async () => {
    const biller = await api.person('support-agent');
    await api.call('PATCH', `/v1/people/${biller.id}`, { json: { skills: ['billing'] } });
    expect((await opened({ category: 'billing' })).assignee).toBe(biller.id);
    const idle = await api.person('support-agent');
    expect((await opened({ category: 'technical' })).assignee).toBe(idle.id);
    const awayFrom = new Date(api.clock.nowMs - 1_000).toISOString();
    await api.call('PATCH', `/v1/people/${biller.id}`, { json: { awayFrom } });
    expect((await opened({ category: 'billing' })).assignee).not.toBe(biller.id);
  });

  it('[OOES-35] names the channels to answer by; critical never goes only by e-mail', async () => {
    const critical = (await opened({ priority: 'critical' })) as unknown as { answerBy: string[] };
    expect(critical.answerBy[0]).toBe('phone');
  });

  it('lists tickets by status, priority, assignee and words, page by page', async () => {
    const all = await api.call('GET', '/v1/tickets?limit=200');
    const first = await api.call('GET', '/v1/tickets?limit=2');
    const second = await api.call('GET', `/v1/tickets?limit=2&cursor=${String(first.body['nextCursor'])}`);
    const ids = (body: Body) => (body['items'] as Shown[]).map(({ id }) => id);
    expect([...ids(first.body), ...ids(second.body)]).toEqual(ids(all.body).slice(0, 4));
    const critical = await api.call('GET', '/v1/tickets?priority=critical&status=new&limit=200');
    expect((critical.body['items'] as Shown[]).every(({ priority }) => priority === 'critical')).toBe(true);
    const [one] = all.body['items'] as Shown[];
    const found = await api.call('GET', `/v1/tickets?q=${one!.reference.toLowerCase()}`);
    expect(ids(found.body)).toEqual([one!.id]);
    expect((await api.call('GET', '/v1/tickets/tkt_nowhere')).status).toBe(404);
  });

  it('takes facts from the desk and from clients each their own, and from nobody else', async () => {
    const ticket = await opened();
    const say = async (token: string, signal: string, json: object = {}) =>
      (await api.call('POST', `/v1/tickets/${ticket.id}/signals/${signal}`, { token, json })).status;
    const client = await api.person('client');
    const outsider = await api.person('sales-manager');
    expect(await say(ADMIN, 'responded', { public: true })).toBe(403);
    expect(await say(outsider.token, 'responded', { public: true })).toBe(403);
    expect(await say(client.token, 'responded', { public: true })).toBe(403);
    expect(await say(client.token, 'clientReplied')).toBe(202);
    expect(await say(agent.token, 'responded', { public: true })).toBe(202);
    expect(await say(agent.token, 'nonsense')).toBe(404);
    expect(await say(agent.token, 'priorityChanged', { priority: 'normal' })).toBe(202);
    expect(await say(agent.token, 'priorityChanged', { priority: 'urgent' })).toBe(422);
    expect(await say(agent.token, 'assigned', { personId: 'per_nobody' })).toBe(422);
    expect(await say(agent.token, 'handedOver', { team: 'nowhere' })).toBe(422);
    expect(await say(agent.token, 'merged', { into: ticket.id })).toBe(422);
    expect(await say(agent.token, 'csatGiven', { csat: 6 })).toBe(422);
    expect(await say(agent.token, 'articleLinked', { url: 'javascript:alert(1)' })).toBe(422);
    expect(await say(agent.token, 'responded', { public: true, occurredAt: '2030-01-01T00:00:00Z' })).toBe(
      422,
    );
    const assigned = await opened({ category: 'billing' });
    expect(assigned.assignee).not.toBeNull();
  });

  describe('that are the same', () => {
    const mergeInto = async (ticket: Shown, survivor: Shown) =>
      api.db.ticket.update({ where: { id: ticket.id }, data: { status: 'merged', mergedInto: survivor.id } });
    const say = (ticket: Shown, signal: string, json: object, token = agent.token) =>
      api.call('POST', `/v1/tickets/${ticket.id}/signals/${signal}`, { token, json });
    const commandsOf = ({ id }: Shown) => api.db.command.findMany({ where: { subjectId: id } });

    it('let what a client says to the merged one reach the survivor, through any number of mergers', async () => {
      const [first, second, third] = [await opened(), await opened(), await opened()];
      const client = await api.person('client');
      const early = { comment: 'early', commandId: 'cmd_early' };
      expect((await say(first, 'clientReplied', early, client.token)).status).toBe(202);
      await mergeInto(first, second);
      await mergeInto(second, third);
      expect((await say(first, 'clientReplied', { comment: 'late' }, client.token)).status).toBe(202);
      // A repetition of what was said before the merger stays what it was.
      expect((await say(first, 'clientReplied', early, client.token)).status).toBe(202);
      expect(await commandsOf(first)).toHaveLength(1);
      expect(await commandsOf(second)).toEqual([]);
      expect(await commandsOf(third)).toMatchObject([{ signal: 'clientReplied', body: { comment: 'late' } }]);
    });

    it('name the survivor to the desk', async () => {
      const [ticket, survivor] = [await opened(), await opened()];
      await mergeInto(ticket, survivor);
      const reply = await say(ticket, 'responded', { public: true });
      expect([reply.status, reply.text]).toEqual([409, expect.stringContaining(survivor.reference)]);
      expect(reply.text).toContain(`/v1/tickets/${survivor.id}/signals/responded`);
      const other = await opened();
      const merging = await say(other, 'merged', { into: ticket.id });
      expect([merging.status, merging.text]).toEqual([409, expect.stringContaining(survivor.reference)]);
    });

    it.each([{ externalId: 'mail-of-a-merged-one' }, {}])(
      'are not made a third time by the same mail (%j)',
      async (more) => {
        const subject = `Toner ${Math.random()}`;
        const ticket = await opened({ subject, ...more });
        const survivor = await opened();
        await mergeInto(ticket, survivor);
        for (const description of [request.description, 'And it smokes.', 'And it smokes.']) {
          const again = await open({ subject, description, ...more });
          expect([again.status, shown(again.body).id]).toEqual([200, survivor.id]);
        }
        expect(await api.db.ticket.count({ where: { subject } })).toBe(1);
        const said = await commandsOf(survivor);
        expect(said).toHaveLength('externalId' in more ? 0 : 1);
      },
    );

    it('are opened anew when the survivor is over', async () => {
      const subject = `Toner ${Math.random()}`;
      const [ticket, survivor] = [await opened({ subject }), await opened()];
      await mergeInto(ticket, survivor);
      await api.db.ticket.update({ where: { id: survivor.id }, data: { status: 'closed' } });
      expect((await open({ subject })).status).toBe(201);
    });

    it('that stand for each other stop nobody', async () => {
      const [first, second] = [await opened(), await opened()];
      await mergeInto(first, second);
      await mergeInto(second, first);
      expect((await say(first, 'clientReplied', {})).status).toBe(409);
    });
  });

  it.each(['email', 'portal', 'phone', 'whatsapp', 'video', 'api'])(
    'counts a public answer by %s as an answer, and an automatic one as none',
    async (channel) => {
      const ticket = await opened();
      for (const automatic of [false, true]) {
        await api.call('POST', `/v1/tickets/${ticket.id}/signals/responded`, {
          token: agent.token,
          json: { public: true, automatic, channel },
        });
      }
      const { workflowId } = await api.db.ticket.findUniqueOrThrow({ where: { id: ticket.id } });
      const told = (await signalsAt(workflowId)).map(({ fact }) => fact['fields']);
      const called = channel === 'phone' || channel === 'whatsapp' ? { called: true } : {};
      expect(told).toEqual([{ public: true, ...called }, { public: false }]);
    },
  );

  it('takes a fact whose name says it all without a body', async () => {
    const { id } = await opened();
    const say = (signal: string, options: object = {}) =>
      api.call('POST', `/v1/tickets/${id}/signals/${signal}`, { token: agent.token, ...options });
    expect((await say('waitingForClient')).status).toBe(202);
    expect((await say('estimated')).status).toBe(422);
    expect((await say('waitingForClient', { body: 'x' })).status).toBe(415);
  });

  it('takes the same fact with the same command id once', async () => {
    const ticket = await opened();
    const send = async () =>
      await api.call('POST', `/v1/tickets/${ticket.id}/signals/responded`, {
        token: agent.token,
        json: { public: true, commandId: 'answer-1' },
      });
    expect([(await send()).body, (await send()).body]).toEqual([
      { commandId: 'answer-1', state: 'accepted' },
      { commandId: 'answer-1', state: 'accepted' },
    ]);
    expect(await api.db.command.count({ where: { subjectId: ticket.id } })).toBe(1);
  });

  it('takes no fact about a ticket that has ended, but for the satisfaction after its closing', async () => {
    const ticket = await opened();
    await api.db.ticket.update({ where: { id: ticket.id }, data: { status: 'closed' } });
    const say = async (signal: string, json: object) =>
      (await api.call('POST', `/v1/tickets/${ticket.id}/signals/${signal}`, { token: agent.token, json }))
        .status;
    expect(await say('responded', { public: true })).toBe(409);
    agent = await api.person('support-agent');
    expect(await say('csatGiven', { csat: 5 })).toBe(202);
  });

  const state = (id: string, token: string, signal: string, json: object) =>
    api.call('POST', `/v1/tickets/${id}/signals/${signal}`, { token, json });
  const away = () => ({ awayFrom: new Date(api.clock.nowMs - 1).toISOString() });

  it('takes the satisfaction from the client or from staff, never from whoever has the ticket', async () => {
    const { id, assignee } = await opened();
    await api.db.ticket.update({ where: { id }, data: { status: 'resolved', assigneeId: agent.id } });
    const refused = await state(id, agent.token, 'csatGiven', { csat: 5 });
    expect([assignee === null, refused.status]).toEqual([false, 403]);
    const [client, colleague] = [await api.person('client'), await api.person('support-agent')];
    expect((await state(id, client.token, 'csatGiven', { csat: 2 })).status).toBe(202);
    expect((await state(id, colleague.token, 'csatGiven', { csat: 2 })).status).toBe(202);
  });

  it('refuses a fact that names a promise which it does not keep', async () => {
    const { id } = await opened();
    const { workflowId } = await api.db.ticket.findUniqueOrThrow({ where: { id } });
    const add = async (step: string) => {
      const promiseId = `prm_${step}_${id}`;
      await api.db.promiseRecord.create({
        data: {
          ...{ id: promiseId, subjectId: id, ticketId: id, workflowId, key: `${step}#1`, step, kind: 'task' },
          ...{ title: step, owedBy: 'support-agent', openedAt: new Date(api.clock.nowMs), state: 'open' },
          keptBy: ticketSubject.keptBy({} as never, {
            id: promiseId,
            key: `${step}#1`,
            step,
            kind: 'task',
            owedBy: 'consultant',
          }) as never,
          explanation: [],
        },
      });
      return promiseId;
    };
    const [first, resolution] = [await add('firstResponse'), await add('resolution')];
    const wrong = await state(id, agent.token, 'responded', { promiseId: resolution });
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ pointer: '/promiseId' }] } });
    expect(wrong.text).toContain('these do: resolved');
    expect((await state(id, agent.token, 'responded', { promiseId: first })).status).toBe(202);
    expect((await state(id, agent.token, 'waitingForClient', { promiseId: resolution })).status).toBe(202);
  });

  it('is assigned to the deputy of somebody who is away; another team is handed it for one of its own who is here', async () => {
    const { id } = await opened();
    const { workflowId } = await api.db.ticket.findUniqueOrThrow({ where: { id } });
    const [absent, deputy] = [await api.person('support-agent'), await api.person('support-agent')];
    await api.call('PATCH', `/v1/people/${absent.id}`, { json: away() });
    expect((await state(id, agent.token, 'assigned', { personId: absent.id })).status).toBe(422);
    await api.call('PATCH', `/v1/people/${absent.id}`, { json: { deputyId: deputy.id } });
    expect((await state(id, agent.token, 'assigned', { personId: absent.id })).status).toBe(202);
    expect((await signalsAt(workflowId))[0]?.fact['fields']).toEqual({
      personId: deputy.id,
      insteadOf: { personId: absent.id, untilMs: null },
    });
    const [engineer, gone] = [await api.person('engineer'), await api.person('engineer')];
    await api.call('PATCH', `/v1/people/${gone.id}`, { json: { ...away(), deputyId: engineer.id } });
    const hand = async (personId: string) =>
      (await state(id, agent.token, 'handedOver', { team: 'engineering', personId })).status;
    expect([await hand(gone.id), await hand(deputy.id), await hand(engineer.id)]).toEqual([422, 422, 202]);
  });

  it('goes to others, by load, when whoever has it leaves; what they owed is in the inbox of the role', async () => {
    await api.db.person.updateMany({ where: { roles: { has: 'support-agent' } }, data: { active: false } });
    const leaver = await api.person('support-agent');
    agent = leaver;
    const ids = [(await opened()).id, (await opened()).id];
    const others = [await api.person('support-agent'), await api.person('support-agent')];
    agent = others[0]!;
    const engagementId = await api.engagement();
    const promiseId = await openPromise(api, engagementId, 'do-work', {
      owedBy: 'support-agent',
      assigneeId: leaver.id,
    });
    expect((await api.call('PATCH', `/v1/people/${leaver.id}`, { json: { active: false } })).status).toBe(
      200,
    );
    const given = await api.db.command.findMany({ where: { subjectId: { in: ids }, signal: 'assigned' } });
    expect(given.map(({ body }) => (body as { personId: string }).personId).sort()).toEqual(
      others.map((one) => one.id).sort(),
    );
    expect(given[0]?.actor).toEqual({ kind: 'administrator' });
    const inbox = await api.call('GET', '/v1/inbox', { token: others[0]!.token });
    expect((inbox.body['items'] as { id: string }[]).find((item) => item.id === promiseId)).toMatchObject({
      assignee: null,
    });
  });

  it('opens a ticket while Temporal is away: it waits for the dispatcher', async () => {
    const alone = await startApi({ temporalAddress: '127.0.0.1:1' });
    try {
      const reply = await alone.call('POST', '/v1/tickets', { json: request });
      expect(reply.status).toBe(201);
      const row = await alone.db.ticket.findUniqueOrThrow({ where: { id: shown(reply.body).id } });
      expect(row.handedOverAt).toBeNull();
    } finally {
      await alone.close();
    }
  });
});
