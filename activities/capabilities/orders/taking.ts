import { newsOfOrder } from '../../../src/intake/domain/goods-news';
import type { OrdersPort } from '../../../src/capability/offered/goods/orders';
import { judgeGoods, restsOn } from '../../../src/intake/dispatch/goods/judgement';
import { failureOf, type OrderActivities } from '../../../src/intake/domain/intake';
import { patiently } from '../../intake';
import type { ActionDeps, Door } from '../action-deps';

/** What is done about an order of which its vendor told. */
export function createOrderTakingActivities(
  deps: ActionDeps,
  { vendor: { name: vendor }, port }: Door<OrdersPort>,
): OrderActivities {
  return {
    'orders.takeOrder': async ({ orderId: id, version }) => {
      const goods = { vendor, what: 'order', id } as const;
      if (!(await restsOn(deps.db, goods)))
        return { do: 'wait', why: 'ignored: nothing rests on this order' };
      const order = await patiently(() => port().readOrder(id));
      if (order === undefined) {
        const change = { what: 'order', how: 'deleted' } as const;
        const news = [{ change, id, name: 'deleted', atMs: deps.clock.productNow() }];
        return await judgeGoods(deps, { ...goods, news, isOver: true });
      }
      if (order.version < version) {
        return { do: 'wait', why: failureOf(`${vendor} still shows the order as it was before`) };
      }
      const isOver = order.state === 'closed' || order.state === 'cancelled';
      return await judgeGoods(deps, { ...goods, news: newsOfOrder(order), isOver });
    },
  };
}
