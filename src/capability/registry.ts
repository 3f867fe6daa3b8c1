import { accounting } from './offered/accounting';
import { automation } from './offered/automation';
import { calendar } from './offered/calendar';
import { certificates } from './offered/certificates';
import { chat } from './offered/chat';
import { crm } from './offered/crm';
import { assets } from './offered/goods/assets';
import { orders } from './offered/goods/orders';
import { tracking } from './offered/goods/tracking';
import { helpdesk } from './offered/helpdesk';
import { learning } from './offered/learning';
import { mail } from './offered/mail';
import { notes } from './offered/notes';
import { planner } from './offered/planner';
import { signature } from './offered/signature';
import { storage } from './offered/storage';
import { survey } from './offered/survey';

/** All that the lifecycle can have done outside: one line each. Names, parameters and undoing follow in `actions.ts`. */
export const CAPABILITIES = {
  crm,
  chat,
  storage,
  mail,
  calendar,
  planner,
  signature,
  learning,
  automation,
  notes,
  helpdesk,
  survey,
  certificates,
  orders,
  tracking,
  assets,
  accounting,
};
