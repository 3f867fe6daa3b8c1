import type { TrackingPort } from '../../../src/capability/offered/goods/tracking';
import { judgeGoods, restsOn } from '../../../src/intake/dispatch/goods/judgement';
import { isOver, newsOfShipment } from '../../../src/intake/domain/goods-news';
import type { ShipmentActivities } from '../../../src/intake/domain/intake';
import { patiently } from '../../intake';
import type { ActionDeps, Door } from '../action-deps';

/** What is done about a shipment of which its vendor told. */
export function createShipmentTakingActivities(
  deps: ActionDeps,
  { vendor: { name: vendor }, port }: Door<TrackingPort>,
): ShipmentActivities {
  return {
    'tracking.takeShipment': async ({ shipmentId: id }) => {
      const goods = { vendor, what: 'shipment', id } as const;
      if (!(await restsOn(deps.db, goods))) {
        return { do: 'wait', why: 'ignored: nothing rests on this shipment' };
      }
      const shipment = await patiently(() => port().readShipment(id));
      if (shipment === undefined) {
        const change = { what: 'shipment', how: 'deleted' } as const;
        const news = [{ change, id, name: 'deleted', atMs: deps.clock.productNow() }];
        return await judgeGoods(deps, { ...goods, news, isOver: true });
      }
      const news = newsOfShipment(shipment);
      return await judgeGoods(deps, { ...goods, news, isOver: isOver(shipment) });
    },
  };
}
