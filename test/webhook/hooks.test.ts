import { Receiver } from './receiver';
import { opened, STARTED, WebhookHouse } from './house';

describe('A REST hook', () => {
  let house: WebhookHouse;
  let receiver: Receiver;
  beforeAll(async () => {
    house = await WebhookHouse.open();
    receiver = await Receiver.listen();
  });
  afterAll(async () => {
    await receiver.close();
    await house.close();
  });

  /** What is posted is signed like all that we post; a hook's secret is shown to nobody. */
  async function subscribe(json: object, token?: string) {
    const answer = await house.api.call('POST', '/v1/hooks', {
      json,
      ...(token === undefined ? {} : { token }),
    });
    const id = String(answer.body['id']);
    const row = await house.api.db.webhookSubscription.findUnique({ where: { id } });
    receiver.secret = row?.secret ?? receiver.secret;
    return answer;
  }

  it('[SYS-14] is told the facts of its kind like any subscription, until its address answers 410', async () => {
    const made = await subscribe({ target_url: receiver.url, event: 'promiseOpened' });
    expect(made.status).toBe(201);
    expect(Object.keys(made.body)).toEqual(['id']);
    const id = String(made.body['id']);
    expect(await house.shown(id)).toMatchObject({ events: ['promiseOpened'], state: 'active' });
    const engagement = await house.engagement();
    await house.happens(engagement, STARTED, opened('prm_1'));
    await house.tellAll();
    expect(receiver.story).toEqual(['engagement.promiseOpened#2']);
    receiver.answer = () => ({ status: 410 });
    await house.happens(engagement, opened('prm_2'));
    await house.tellAll();
    await house.happens(engagement, opened('prm_3'));
    await house.tellAll();
    expect(receiver.story).toEqual(['engagement.promiseOpened#2', 'engagement.promiseOpened#3']);
    expect(await house.shown(id)).toMatchObject({ state: 'ended', waiting: 0 });
  });

  it('[SYS-14] is told every fact where it names no kind, and is gone when it is deleted', async () => {
    receiver.answer = () => ({ status: 200 });
    const before = receiver.story.length;
    const { body } = await subscribe({ target_url: receiver.url });
    const engagement = await house.engagement();
    await house.happens(engagement, STARTED, opened('prm_1'));
    await house.tellAll();
    expect(receiver.story.slice(before)).toEqual([
      'engagement.engagementStarted#1',
      'engagement.promiseOpened#2',
    ]);
    const path = `/v1/hooks/${String(body['id'])}`;
    expect((await house.api.call('DELETE', path)).status).toBe(204);
    expect((await house.api.call('DELETE', path)).status).toBe(404);
    await house.happens(engagement, opened('prm_2'));
    await house.tellAll();
    expect(receiver.story).toHaveLength(before + 2);
  });

  it.each([
    [{ target_url: 'http://169.254.169.254/latest/meta-data' }, '/target_url'],
    [{ target_url: 'https://10.0.0.8/hook' }, '/target_url'],
    [{ target_url: 'https://hooks.zapier.com/hooks/1', event: 'promiseBrokn' }, '/event'],
  ])('is refused for %j', async (wish, pointer) => {
    const { status, body } = await subscribe(wish);
    expect(status).toBe(422);
    expect(body['errors']).toEqual([expect.objectContaining({ pointer })]);
  });

  it('is the administrator’s alone', async () => {
    const { token } = await house.api.person('operations-manager');
    expect((await subscribe({ target_url: receiver.url }, token)).status).toBe(403);
  });
});
