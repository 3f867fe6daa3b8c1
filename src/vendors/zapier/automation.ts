import type { AutomationPort } from '../../capability/offered/automation';
import type { ZapierClient } from './client';

export function zapierAutomation(zapier: ZapierClient): AutomationPort {
  return { tell: (key, message) => zapier.tell(key, message.hook, message) };
}
