import type { ActionName } from '../../src/capability/actions';

/** Every action that a lifecycle may ask of a vendor. */
export const ACTIONS: ActionName[] = [
  'crm.updateDeal',
  'crm.upsertContacts',
  'crm.addToNpsList',
  'crm.addNote',
  'chat.postMessage',
  'chat.createChannel',
  'chat.archiveChannel',
  'storage.createFolder',
  'storage.saveDocument',
  'storage.share',
  'storage.archiveFolder',
  'mail.send',
  'calendar.schedule',
  'calendar.cancel',
  'accounting.createInvoice',
  'accounting.voidInvoice',
];
