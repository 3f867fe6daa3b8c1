import type { IgnoredReason, OrderEvent } from './events';
import { astrayDecided, returned } from './hearing/after-shipping';
import {
  answered,
  proposed,
  shortageDecided,
  shortageTimedOut,
  takenOff,
  withdrawQuestions,
} from './hearing/deciding';
import { purchased } from './hearing/purchasing';
import { proved, sent, tracked } from './hearing/shipping';
import {
  allocated,
  backordered,
  caseSettled,
  confirmed,
  entered,
  inspected,
  overDecided,
  received,
} from './hearing/supply';
import { newsOf, type Told } from './news';
import { draftOf, type ProductOrder } from './order';

export type Heard =
  | { readonly order: ProductOrder; readonly told: readonly Told[] }
  | { readonly ignored: IgnoredReason };

/**
 * What an event makes of an order, and what follows from it; or why it changes nothing. It never throws, and leaves the
 * order that it was given as it is.
 */
export function heard(order: ProductOrder, event: OrderEvent): Heard {
  if (order.heard.includes(event.id)) return { ignored: 'heardBefore' };
  const draft = draftOf(order);
  const ignored = take(draft, event);
  if (ignored) return { ignored };
  withdrawQuestions(draft);
  draft.heard.push(event.id);
  return { order: draft, told: newsOf(order, draft) };
}

function take(draft: ProductOrder, event: OrderEvent): IgnoredReason | undefined {
  switch (event.kind) {
    case 'entered':
      return entered(draft, event);
    case 'purchased':
      return purchased(draft, event);
    case 'confirmed':
      return confirmed(draft, event);
    case 'backordered':
      return backordered(draft, event);
    case 'allocated':
      return allocated(draft, event);
    case 'received':
      return received(draft, event);
    case 'overDecided':
      return overDecided(draft, event);
    case 'inspected':
      return inspected(draft, event);
    case 'caseSettled':
      return caseSettled(draft, event);
    case 'shortageDecided':
      return shortageDecided(draft, event);
    case 'shortageTimedOut':
      return shortageTimedOut(draft, event);
    case 'proposed':
      return proposed(draft, event);
    case 'answered':
      return answered(draft, event);
    case 'takenOff':
      return takenOff(draft, event);
    case 'sent':
      return sent(draft, event);
    case 'tracked':
      return tracked(draft, event);
    case 'proved':
      return proved(draft, event);
    case 'astrayDecided':
      return astrayDecided(draft, event);
    case 'returned':
      return returned(draft, event);
    case 'erred':
      draft.errors.push({ ...event.error, id: event.id, atMs: event.atMs, line: event.line });
      return undefined;
  }
}
