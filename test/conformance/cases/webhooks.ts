import { setTimeout as delay } from 'node:timers/promises';
import { webhookSecretOf } from '../../../src/vendors/kit/vendor-variables';
import type { ReceivedWebhook } from '../../vendors/sandbox-server';
import type { Candidate } from '../connectors';
import { faultsOf } from '../faults';
import { type Inbox, webhookOf } from '../inbox';
import { secret } from '../marks';
import type { ConformanceCase } from './case';
import { marksIn, marksInDatabase } from './leaks';

/** Longer than it takes to hear of what others do meanwhile, and shorter than a connector waits. */
const HELD_BACK_MS = 6_000;
const AN_HOUR_MS = 3_600_000;
/** Where ids and states of effects are kept, and none of their content. */
const EFFECTS = ['external_ref', 'outside_object'];

/** A vendor that does not call us has no door either. */
function calls(run: ConformanceCase<Inbox>['run']): Pick<ConformanceCase<Inbox>, 'without' | 'run'> {
  return {
    without: ({ vendor }) => (vendor.webhook === undefined ? `${vendor.title} does not call us` : undefined),
    async run(inbox, candidate) {
      const { name, webhook } = candidate.vendor;
      if (webhook !== undefined) return await run(inbox, candidate);
      expect(await inbox.bring({ vendor: name, rawBody: Buffer.from('{}'), headers: {} })).toBe(404);
    },
  };
}

export const WEBHOOKS: readonly ConformanceCase<Inbox>[] = [
  {
    name: 'sent twice',
    promise: 'a webhook that is sent twice is taken once',
    ...calls(async (inbox, candidate) => {
      const sample = await inbox.sample(candidate);
      const before = await inbox.stored(candidate);
      await taken(inbox, candidate, sample);
      const once = await inbox.stored(candidate);
      expect(once).toBeGreaterThan(before);
      await taken(inbox, candidate, sample);
      expect(await inbox.stored(candidate)).toBe(once);
    }),
  },
  {
    name: 'forged',
    promise: 'a webhook that somebody else signed, or nobody, is refused and not stored',
    ...calls(async (inbox, candidate) => {
      const sample = await inbox.sample(candidate);
      const before = await inbox.stored(candidate);
      const { bodyWith = (body: string) => body } = webhookOf(candidate);
      const by = secret('somebody');
      const rawBody = Buffer.from(bodyWith(sample.rawBody.toString(), by));
      const headers = signed(candidate, inbox, rawBody, { by, atMs: Date.now() });
      expect(await inbox.bring({ ...sample, rawBody, headers })).toBe(401);
      const unsigned = Buffer.from(bodyWith(sample.rawBody.toString(), undefined));
      const plain = { 'content-type': 'application/json' };
      expect(await inbox.bring({ ...sample, rawBody: unsigned, headers: plain })).toBe(401);
      expect(await inbox.stored(candidate)).toBe(before);
    }),
  },
  {
    name: 'changed',
    promise: 'a webhook that somebody changed on its way is refused and not stored',
    without: ({ vendor, connector }) =>
      vendor.webhook === undefined ? `${vendor.title} does not call us` : connector.webhook?.signsNoBody,
    run: calls(async (inbox, candidate) => {
      const sample = await inbox.sample(candidate);
      const rawBody = Buffer.concat([sample.rawBody, Buffer.from(' ')]);
      if (webhookOf(candidate).signsNoBody !== undefined) {
        const atMs = Date.now();
        expect(signed(candidate, inbox, rawBody, { atMs })).toEqual(
          signed(candidate, inbox, sample.rawBody, { atMs }),
        );
        return;
      }
      const before = await inbox.stored(candidate);
      expect(await inbox.bring({ ...sample, rawBody })).toBe(401);
      expect(await inbox.stored(candidate)).toBe(before);
    }).run,
  },
  {
    name: 'old',
    promise: 'a webhook that was signed an hour ago is refused and not stored',
    without: ({ vendor, connector }) =>
      vendor.webhook === undefined ? `${vendor.title} does not call us` : connector.webhook?.signsNoTime,
    run: calls(async (inbox, candidate) => {
      const sample = await inbox.sample(candidate);
      const atMs = Date.now() - AN_HOUR_MS;
      const old = signed(candidate, inbox, sample.rawBody, { atMs });
      if (webhookOf(candidate).signsNoTime !== undefined) {
        expect(old).toEqual(signed(candidate, inbox, sample.rawBody, { atMs: Date.now() }));
        return;
      }
      const before = await inbox.stored(candidate);
      expect(await inbox.bring({ ...sample, headers: old })).toBe(401);
      expect(await inbox.stored(candidate)).toBe(before);
    }).run,
  },
  {
    name: 'early',
    promise: 'what a vendor tells of something before its making was answered is applied all the same',
    ...calls(async (inbox, candidate) => {
      const { act, made, isLast } = webhookOf(candidate);
      const engagementId = await inbox.engagement();
      const engagements = await inbox.house.db.engagement.count();
      const request = { engagementId, key: `${engagementId}/early` };
      const { gatewayTimeout: status } = faultsOf(candidate);
      const order = { ...made, status, afterEffect: true, delayMs: HELD_BACK_MS };
      await inbox.house.sandbox.fault(candidate.vendor.name, order);
      const acting = act(inbox.actions(candidate), request).then(
        () => 'answered',
        () => 'unanswered',
      );
      await madeAt(inbox, candidate);
      for (const call of await inbox.changed(candidate, engagementId)) {
        await taken(inbox, candidate, call);
      }
      expect(await acting).toBe('unanswered');
      await act(inbox.actions(candidate), request);
      await inbox.house.outcomes();
      await inbox.look(candidate);
      const told = await inbox.told(engagementId, candidate);
      expect(told.map(isLast).at(-1)).toBe(true);
      expect(await inbox.house.db.engagement.count()).toBe(engagements);
    }),
  },
  {
    name: 'reversed',
    promise: 'what a vendor tells in the wrong order leaves the engagement with what was last',
    ...calls(async (inbox, candidate) => {
      const { act, isLast } = webhookOf(candidate);
      const engagementId = await inbox.engagement();
      await act(inbox.actions(candidate), { engagementId, key: `${engagementId}/reversed` });
      const calls = await inbox.changed(candidate, engagementId);
      expect(calls.length).toBeGreaterThan(1);
      for (const call of calls.toReversed()) {
        await taken(inbox, candidate, call);
        await inbox.house.outcomes();
      }
      const told = await inbox.told(engagementId, candidate);
      expect(told.map(isLast).at(-1)).toBe(true);
    }),
  },
  {
    name: 'quiet inbox',
    promise: 'nothing secret or personal stands in logs, answers to calls, outcomes or what is remembered',
    ...calls(async (inbox, { vendor }) => {
      const rows = await inbox.house.db.webhookDelivery.findMany({ where: { vendor: vendor.name } });
      expect(rows.length).toBeGreaterThan(0);
      const said = [...inbox.logged, ...rows.map(({ outcome }) => outcome ?? '')];
      expect(marksIn(said.join('\n'))).toEqual([]);
      expect(await marksInDatabase(inbox.house.db, EFFECTS)).toEqual([]);
    }),
  },
];

/** Brings a call of the vendor's, which must be taken. */
async function taken(inbox: Inbox, candidate: Candidate, call: ReceivedWebhook): Promise<void> {
  expect(await inbox.bring(call)).toBe(webhookOf(candidate).taken ?? 200);
}

function signed(
  candidate: Candidate,
  inbox: Inbox,
  rawBody: Buffer,
  { by, atMs }: { by?: string; atMs: number },
): Record<string, string> {
  const { vendor, connector } = candidate;
  const own = connector.values[webhookSecretOf(vendor.settings)?.as ?? ''] ?? '';
  const url = `${inbox.house.sandbox.settings.publicUrl}/webhooks/${vendor.name}`;
  return webhookOf(candidate).sign({ body: rawBody.toString(), secret: by ?? own, url, atMs });
}

/** Waits until the vendor has made what it was asked for, and holds its answer back. */
async function madeAt(inbox: Inbox, candidate: Candidate): Promise<void> {
  const { pool } = inbox.house.sandbox;
  const answer = [candidate.vendor.name, faultsOf(candidate).gatewayTimeout];
  const done = () => pool.query(`SELECT 1 FROM sandbox_log WHERE vendor = $1 AND status = $2`, answer);
  while ((await done()).rowCount === 0) await delay(20);
}
