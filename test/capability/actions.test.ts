import { actionsOf, capabilityOf, undoOf } from '../../src/capability/actions';
import type { ActionName } from '../../src/capability/actions';
import { CAPABILITIES } from '../../src/capability/registry';
import { parametersOf } from '../../src/playbook/domain/action-schema';
import { ACTIONS } from '../support/actions';

const fits = (name: ActionName, params: object) => {
  const action = actionsOf(CAPABILITIES).get(name);
  return action !== undefined && parametersOf(action).safeParse(params).success;
};

const LINE = {
  ...{ line: '10', item: 'AP-310', quantity: '2.5', unit: 'piece' },
  amount: { amount: '600.00', currency: 'EUR' },
};

describe('What a playbook asks an action with', () => {
  it.each<[ActionName, object]>([
    ['crm.updateDeal', { stage: 'Closed Won' }],
    ['crm.upsertContacts', {}],
    ['crm.addNote', { template: 'closing-note' }],
    ['chat.postMessage', { to: 'channel', template: 'delivery-unlocked' }],
    ['chat.postMessage', { to: ['team', 'client', 'sales-manager'], template: 'delivery-unlocked' }],
    ['storage.saveDocument', { document: 'proposal', template: 'signed-proposal' }],
    ['storage.share', { document: 'proposal', with: ['team'] }],
    ['mail.send', { template: 'introduction', to: ['client'] }],
    ['mail.send', { template: 'introduction', from: 'sales-manager', to: ['client'], cc: ['team'] }],
    ['calendar.schedule', { title: 'Kick-off', minutes: 30, attendees: ['client'], daysAhead: 0.5 }],
    ['calendar.cancel', { of: 'engagement/CD-0001/kick-off#1' }],
    [
      'signature.request',
      { document: 'proposal', template: 'proposal', signers: ['client', 'sales-manager'] },
    ],
    ['signature.saveSigned', { document: 'proposal' }],
    ['certificates.issue', { holders: ['client'], title: 'Keeping promises' }],
    ['accounting.createInvoice', { milestone: 'signature', percent: 33.33, dueDays: 14 }],
    ['accounting.voidInvoice', { milestone: 'signature' }],
    ['orders.createOrder', { order: 'hardware', lines: [LINE], requiredOn: '2026-12-24' }],
    ['orders.createOrder', { order: 'hardware', lines: [LINE, { ...LINE, line: '20', dropShip: true }] }],
    ['orders.createPurchaseOrders', { order: 'hardware' }],
    ['orders.closeOrder', { order: 'hardware' }],
    ['tracking.follow', { shipment: 'parcel-1', code: '{{answer:tracking}}', carrier: 'UPS' }],
    ['tracking.saveProof', { shipment: 'parcel-1' }],
    ['assets.register', { units: [{ serial: 'SN/1', model: 'Laptop T14' }] }],
    [
      'assets.register',
      {
        units: [{ serial: '1', model: '3', warrantyMonths: 36, purchasedOn: '2026-02-28' }],
        orderNumber: 'SO-1',
      },
    ],
    ['assets.findBySerial', { serial: 'SN/1' }],
  ])('%s takes %j', (name, params) => {
    expect(fits(name, params)).toBe(true);
  });

  it.each<[ActionName, object]>([
    ['crm.updateDeal', {}],
    ['crm.upsertContacts', { all: true }],
    ['crm.addNote', { template: 'Closing note' }],
    ['chat.postMessage', { to: 'everybody', template: 'delivery-unlocked' }],
    ['chat.postMessage', { to: [], template: 'delivery-unlocked' }],
    ['mail.send', { template: 'introduction', to: ['client'], bcc: ['team'] }],
    ['calendar.schedule', { title: '', minutes: 30, attendees: ['client'], daysAhead: 0 }],
    ['calendar.schedule', { title: 'Kick-off', minutes: 4, attendees: ['client'], daysAhead: 0 }],
    ['calendar.schedule', { title: 'Kick-off', minutes: 30, attendees: ['client'], daysAhead: 731 }],
    ['signature.request', { document: 'proposal', template: 'proposal', signers: [] }],
    ['signature.request', { document: 'proposal', template: 'proposal', signers: ['client', 'client'] }],
    ['signature.request', { document: 'proposal', template: 'proposal', signers: ['client', 'team'] }],
    ['certificates.issue', { holders: [], title: 'Keeping promises' }],
    ['accounting.createInvoice', { milestone: 'signature', percent: 0, dueDays: 14 }],
    ['accounting.createInvoice', { milestone: 'signature', percent: 50, dueDays: 1.5 }],
    ['orders.createOrder', { order: 'hardware', lines: [] }],
    ['orders.createOrder', { order: 'hardware', lines: [LINE, LINE] }],
    ['orders.createOrder', { order: 'hardware', lines: [{ ...LINE, quantity: 2 }] }],
    ['orders.createOrder', { order: 'hardware', lines: [{ ...LINE, quantity: '0.0' }] }],
    ['orders.createOrder', { order: 'hardware', lines: [{ ...LINE, quantity: '-1' }] }],
    ['orders.createOrder', { order: 'hardware', lines: [{ ...LINE, colour: 'red' }] }],
    [
      'orders.createOrder',
      { order: 'hardware', lines: [{ ...LINE, amount: { amount: '1.5', currency: 'JPY' } }] },
    ],
    ['orders.createOrder', { order: 'hardware', lines: [LINE], requiredOn: '24.12.2026' }],
    ['orders.readOrder', {}],
    ['assets.register', { units: [] }],
    ['assets.register', { units: [{ serial: '1', model: '3', warrantyMonths: 1.5 }] }],
    ['assets.register', { units: [{ serial: '1', model: '3', purchasedOn: '2026-02-30' }] }],
    [
      'assets.register',
      {
        units: [
          { serial: '1', model: '3' },
          { serial: '1', model: '4' },
        ],
      },
    ],
    ['tracking.follow', { shipment: 'Parcel 1', code: 'EZ4000000004' }],
  ])('%s does not take %j', (name, params) => {
    expect(fits(name, params)).toBe(false);
  });
});

describe('An action', () => {
  it('belongs to the capability that its name begins with', () => {
    // What the service desk needs of a help desk is no step of a playbook.
    const withActions = Object.entries(CAPABILITIES).filter(
      ([, { actions }]) => Object.keys(actions).length > 0,
    );
    expect(new Set(ACTIONS.map(capabilityOf))).toEqual(new Set(withActions.map(([name]) => name)));
    expect(Object.keys(CAPABILITIES)).toHaveLength(withActions.length + 1);
  });

  it('is undone as its capability says, or stays as it is', () => {
    const asked = {
      key: 'engagement/CD-0001/step#1',
      params: { milestone: 'signature', percent: 50, order: 'x' },
    };
    const undoing = ACTIONS.map((name) => [name, undoOf(name, asked)] as const);
    expect(Object.fromEntries(undoing.filter(([, undo]) => undo !== undefined))).toEqual({
      'chat.createChannel': { action: 'chat.archiveChannel', params: {} },
      'chat.addToChannel': { action: 'chat.removeFromChannel', params: { of: asked.key } },
      'learning.enrolInCourse': { action: 'learning.expire', params: { of: 'engagement/CD-0001/step#1' } },
      'certificates.issue': {
        action: 'certificates.revoke',
        params: { of: 'engagement/CD-0001/step#1' },
      },
      'learning.enrolInBundle': { action: 'learning.expire', params: { of: 'engagement/CD-0001/step#1' } },
      'planner.createTask': { action: 'planner.dropTask', params: { of: 'engagement/CD-0001/step#1' } },
      'storage.createFolder': { action: 'storage.archiveFolder', params: {} },
      'calendar.schedule': { action: 'calendar.cancel', params: { of: asked.key } },
      'signature.request': {
        action: 'signature.void',
        params: { of: asked.key, reason: 'The work was called off.' },
      },
      'orders.createOrder': { action: 'orders.cancelOrder', params: { order: 'x' } },
      'orders.createPurchaseOrders': { action: 'orders.cancelOrder', params: { order: 'x' } },
      'accounting.createInvoice': {
        action: 'accounting.voidInvoice',
        params: { milestone: 'signature' },
      },
    });
  });
});
