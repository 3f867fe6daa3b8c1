import { accounting } from './accounting';
import { calendar } from './calendar';
import { chat } from './chat';
import { crm } from './crm';
import { mail } from './mail';
import { planner } from './planner';
import { storage } from './storage';

/** All that the lifecycle can have done outside: one line each. Names, parameters and undoing follow in `actions.ts`. */
export const CAPABILITIES = {
  crm,
  chat,
  storage,
  mail,
  calendar,
  planner,
  accounting,
};
