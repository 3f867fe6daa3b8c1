import { createHash } from 'node:crypto';
import type { ActionActivities, ActionResult, ActionsOf } from '../../../src/capability/actions';
import { type Shipment, stateOf, type TrackingPort } from '../../../src/capability/offered/goods/tracking';
import { ActionRefusedError } from '../../../src/capability/refusal';
import { type Door, type ServingDeps, servingDoor } from '../action-deps';
import { documentKey, folderOf, page } from '../documents';
import { type EngagementFile, readEngagementFile } from '../engagement-file';
import { fillAnswers } from '../templates';
import { atVendor } from '../vendor-errors';

/** The actions on shipments: followed, read, and their delivery proved. */
export function createTrackingActivities(
  deps: ServingDeps,
  { effects, port }: Door<TrackingPort>,
): Pick<ActionActivities, ActionsOf<'tracking'>> {
  const { db } = deps;

  /** @throws ActionRefusedError when it is not followed */
  async function shipmentOf(engagementId: string, named: string): Promise<Shipment> {
    const known = await effects.find('shipment', shipmentKey(engagementId, named));
    const shipment = known && (await port().readShipment(known.vendorId));
    if (shipment !== undefined) return shipment;
    throw new ActionRefusedError(
      `The shipment "${named}" is not followed, so nothing is known of it. Ask its carrier, and answer here.`,
    );
  }

  return {
    'tracking.follow': ({ engagementId, params }) =>
      atVendor(async () => {
        const { shipment: named, code, carrier } = params;
        const key = shipmentKey(engagementId, named);
        const known = await effects.find('shipment', key);
        if (known !== undefined) return followedResult(named, known.vendorId, known.data);
        const file = await readEngagementFile(db, engagementId);
        const number = fillAnswers(file, code).trim();
        if (number === '') {
          throw new ActionRefusedError(
            `Nobody has said the tracking number of the shipment "${named}", so it is not followed. Follow it by hand.`,
          );
        }
        const shipment = await port().ensureShipment(key, number, carrier);
        await effects.restOn('shipment', shipment.id, engagementId);
        const kept = await effects.keep('shipment', key, shipment.id, {
          ...{ engagementId, code: shipment.code, carrier: shipment.carrier },
          ...(shipment.link !== null && { link: shipment.link }),
        });
        return followedResult(named, kept.vendorId, kept.data);
      }),

    'tracking.readShipment': ({ engagementId, params: { shipment: named } }) =>
      atVendor(async () => shownResult(named, await shipmentOf(engagementId, named))),

    'tracking.saveProof': ({ engagementId, key, params: { shipment: named } }) =>
      atVendor(async () => {
        const saved = await effects.find('proof', key);
        const { vendorId: fileId, data } = saved ?? (await save());
        const note = `The proof of delivery of "${named}" is in the folder; the SHA-256 of its file is ${data['sha256']}.`;
        return { refs: { fileId, shipment: named, ...data }, note };

        async function save() {
          const shipment = await shipmentOf(engagementId, named);
          const deliveredAt = deliveredAtOf(named, shipment);
          const file = await readEngagementFile(db, engagementId);
          const title = `${file.reference} ${named} (proof of delivery)`;
          const content = page(title, proofText(file, shipment, deliveredAt));
          const storage = servingDoor(deps, file, 'storage');
          const id = await storage.port().ensureFile(key, {
            ...{ name: `${title}.html`, folderId: await folderOf(storage, file) },
            ...{ mimeType: 'text/html', content },
          });
          await storage.effects.restOn('file', id, engagementId);
          await storage.effects.replace('document', documentKey(engagementId, `${named}-proof`), id);
          const link = storage.port().linkTo?.(id);
          return effects.keep('proof', key, id, {
            ...{ shipmentId: shipment.id, deliveredAt, isSigned: String(shipment.signedBy !== null) },
            sha256: createHash('sha256').update(content, 'utf8').digest('hex'),
            ...(link !== undefined && { link }),
          });
        }
      }),
  };
}

/** An engagement may send more than once. */
function shipmentKey(engagementId: string, shipment: string): string {
  return `${engagementId}/${shipment}`;
}

function followedResult(
  named: string,
  shipmentId: string,
  { engagementId: _id, ...refs }: Readonly<Record<string, string>>,
): ActionResult {
  return {
    refs: { shipmentId, shipment: named, ...refs },
    note: `The shipment "${named}" is followed: ${refs['carrier']} ${refs['code']}.`,
  };
}

function shownResult(named: string, shipment: Shipment): ActionResult {
  const { id: shipmentId, code, carrier, steps, expectedAtMs } = shipment;
  const state = stateOf(shipment);
  const since = steps.at(-1)?.atMs;
  return {
    refs: {
      ...{ shipmentId, shipment: named, code, carrier, state },
      ...(since !== undefined && { since: new Date(since).toISOString() }),
      ...(expectedAtMs !== null && { expectedAt: new Date(expectedAtMs).toISOString() }),
    },
    note: `The shipment "${named}" is ${WORDS[state]}.`,
  };
}

const WORDS: Record<ReturnType<typeof stateOf>, string> = {
  announced: 'not with its carrier yet',
  inTransit: 'on its way',
  outForDelivery: 'out for delivery',
  readyForPickup: 'waiting to be picked up',
  delivered: 'delivered',
  returned: 'on its way back to its sender',
  failed: 'not delivered: an attempt has failed',
  lost: 'lost',
  cancelled: 'cancelled',
  untraceable: 'unknown to its carrier',
};

/** @throws ActionRefusedError when it is not delivered to the client */
function deliveredAtOf(named: string, shipment: Shipment): string {
  const delivered = shipment.steps.find(({ state }) => state === 'delivered');
  if (delivered !== undefined) return new Date(delivered.atMs).toISOString();
  throw new ActionRefusedError(
    `The shipment "${named}" is ${WORDS[stateOf(shipment)]}, so there is no proof of its delivery. Keep one by hand when it is there.`,
  );
}

function proofText({ client }: EngagementFile, shipment: Shipment, deliveredAt: string): string {
  const { code, carrier, signedBy, link } = shipment;
  return [
    `For: ${client.name}`,
    `Carrier and tracking number: ${carrier} ${code}`,
    `Delivered at: ${deliveredAt}`,
    `Signed by: ${signedBy ?? 'the carrier does not tell'}`,
    `Followed at: ${link ?? 'no public page'}`,
  ].join('\n');
}
