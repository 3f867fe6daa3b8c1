import { House, until } from '../intake/house';
import { startApi } from '../support/api';
import { Receiver } from './receiver';

test('a deal that moves in HubSpot is told to a subscriber as the journal has it, while two processes tell', async () => {
  const house = await House.open();
  const api = await startApi({ databaseUrl: house.sandbox.databaseUrl });
  const receiver = await Receiver.listen();
  try {
    const made = await api.call('POST', '/v1/webhook-subscriptions', { json: { url: receiver.url } });
    receiver.secret = String(made.body['secret']);
    house.startDispatcher();
    house.startDispatcher();
    await house.dealMoves('9301', 'planning_proposal');
    const engagement = await until('the engagement', async () => {
      return (await house.db.engagement.findFirst()) ?? undefined;
    });
    const path = `/v1/engagements/${engagement.id}/journal?limit=200`;
    await until('its journal to be told', async () => {
      const { lastSeq } = await house.db.engagement.findUniqueOrThrow({ where: { id: engagement.id } });
      return lastSeq >= 3 && receiver.received.length >= lastSeq;
    });
    const entries = (await api.call('GET', path)).body['items'] as { seq: number; kind: string }[];
    const told = receiver.received.map(({ body }) => body);
    expect(told.map(({ data }) => data.seq)).toEqual(told.map((_, index) => index + 1));
    for (const { type, data } of told) {
      const { subject, id, reference, ...entry } = data;
      expect([subject, id, reference]).toEqual(['engagement', engagement.id, engagement.reference]);
      expect(type).toBe(`engagement.${data.kind}`);
      expect({ seq: entry.seq, kind: entry.kind }).toEqual({
        seq: entries[data.seq - 1]?.seq,
        kind: entries[data.seq - 1]?.kind,
      });
    }
    expect(receiver.refused).toEqual([]);
  } finally {
    await house.stopDispatchers();
    await receiver.close();
    await api.close();
    await house.close();
  }
});
