import { WEBHOOKS } from './cases/webhooks';
import { conforms } from './conforms';
import { CANDIDATES } from './connectors';
import { Inbox } from './inbox';

let inbox: Inbox;
beforeAll(async () => {
  inbox = await Inbox.open();
});
afterAll(() => inbox.close());

conforms(CANDIDATES, WEBHOOKS, () => inbox);
