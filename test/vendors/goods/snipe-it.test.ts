import type { NewAsset } from '../../../src/capability/offered/goods/assets';
import { snipeItAssets } from '../../../src/vendors/snipe-it/assets';
import { escapedText, plainText } from '../../../src/vendors/snipe-it/plain-text';
import { clientOf } from '../clients';
import { type SandboxServer, startSandboxServer } from '../sandbox-server';

let server: SandboxServer;
beforeAll(async () => {
  server = await startSandboxServer({ 'snipe-it': { statusId: '2' } });
});
afterAll(() => server.stop());

const assets = () => snipeItAssets(clientOf(server.clients, 'snipe-it'));

function unit(serial: string, more: Partial<NewAsset> = {}): NewAsset {
  return {
    ...{ serial, model: 'Laptop T14', warrantyMonths: 36 },
    ...{ purchasedOn: '2026-02-28', orderNumber: 'SO-70001', ...more },
  };
}

describe('Snipe-IT', () => {
  it('[SYS-19] has a unit with its serial number, order and the end of its warranty, once', async () => {
    const made = await assets().ensureAsset('e/1', unit('PF-1'));
    expect(made).toMatchObject({
      ...{ serial: 'PF-1', model: 'Laptop T14', orderNumber: 'SO-70001', purchasedOn: '2026-02-28' },
      ...{ warrantyEndsOn: '2029-02-28', isOurs: true },
    });
    expect(made.tag).toMatch(/^PK-[0-9A-V]{14}$/);
    expect(await assets().ensureAsset('e/1', unit('PF-1'))).toEqual(made);
    const { isOurs: _isOurs, ...asset } = made;
    expect(await assets().findBySerial('PF-1')).toEqual(asset);
    expect(await assets().findBySerial('PF')).toBeUndefined();
  });

  it('[SYS-19] leaves a unit as it is that was there before', async () => {
    const first = await assets().ensureAsset('e/2', unit('PF-2'));
    const again = await assets().ensureAsset('another/2', unit('PF-2', { orderNumber: 'SO-9' }));
    expect(again).toEqual({ ...first, isOurs: false });
  });

  it('finds its own by the tag where somebody has corrected the serial number', async () => {
    const made = await assets().ensureAsset('e/3', unit('PF-3'));
    expect(await assets().ensureAsset('e/3', unit('PF-3-corrected'))).toEqual(made);
  });

  it('makes a unit anew that was deleted there', async () => {
    const made = await assets().ensureAsset('e/4', unit('PF-4'));
    await server.emit('snipe-it', { event: 'asset.deleted', object: { id: made.id } });
    expect(await assets().findBySerial('PF-4')).toBeUndefined();
    const { id } = await assets().ensureAsset('e/4', unit('PF-4'));
    expect(id).not.toBe(made.id);
  });

  it.each([['A/B\\7'], ['"R&D" <5>'], ["O'Brien 1%2F"], ['Ünit 5']])(
    'takes the serial number %s as it is',
    async (serial) => {
      const made = await assets().ensureAsset(`e/${serial}`, unit(serial, { orderNumber: 'R&D "1"' }));
      expect(made).toMatchObject({ serial, orderNumber: 'R&D "1"', isOurs: true });
      expect(await assets().findBySerial(serial)).toMatchObject({ id: made.id });
      expect(plainText(escapedText(serial))).toBe(serial);
    },
  );

  it.each([
    ['by its name, whatever its case', 'laptop t14', 'Laptop T14'],
    ['by its name with signs in it', 'Desk & Stand "Pro"', 'Desk & Stand "Pro"'],
    ['by its id', '1', 'Access Point 310'],
  ])('knows a model %s', async (_how, model, name) => {
    expect(await assets().ensureAsset(`model/${model}`, unit(`M ${model}`, { model }))).toMatchObject({
      model: name,
    });
  });

  it('says what to do where it has no such model, or two', async () => {
    const none = assets().ensureAsset('e/5', unit('PF-5', { model: 'Abacus' }));
    await expect(none).rejects.toThrow('no model "Abacus"');
    const two = assets().ensureAsset('e/5', unit('PF-5', { model: 'Twin' }));
    await expect(two).rejects.toThrow('several models "Twin"');
    const noId = assets().ensureAsset('e/5', unit('PF-5', { model: '99' }));
    await expect(noId).rejects.toMatchObject({
      ...{ name: 'VendorError', outcome: 'rejected', status: 200 },
      vendorText: 'The selected model id is invalid.',
    });
    const unset = clientOf(server.clientsWith('snipe-it', { statusId: 'Ready' }), 'snipe-it');
    await expect(snipeItAssets(unset).ensureAsset('e/5', unit('PF-5'))).rejects.toThrow('SNIPE_IT_STATUS_ID');
    expect(await assets().findBySerial('PF-5')).toBeUndefined();
  });

  it('has no end of a warranty where nobody said when it began', async () => {
    const made = await assets().ensureAsset('e/6', unit('PF-6', { purchasedOn: undefined }));
    expect(made).toMatchObject({ purchasedOn: null, warrantyEndsOn: null });
  });

  it('[SYS-19] tells an error with the status of a success, and waits as long as it is told', async () => {
    const body = JSON.stringify({ status: 'error', messages: { status_id: ['is invalid'] }, payload: null });
    await server.fault('snipe-it', { method: 'POST', path: '/api/v1/hardware', status: 200, body });
    await expect(assets().ensureAsset('e/7', unit('PF-7'))).rejects.toMatchObject({ outcome: 'rejected' });
    const headers = { 'retry-after': '42', 'x-ratelimit-remaining': '0' };
    await server.fault('snipe-it', { method: 'POST', path: '/api/v1/hardware', status: 429, headers });
    await expect(assets().ensureAsset('e/7', unit('PF-7'))).rejects.toMatchObject({
      ...{ outcome: 'throttled', retryAfterMs: 42_000 },
    });
    const other = clientOf(server.clientsWith('snipe-it', { token: 'another' }), 'snipe-it');
    await expect(other.reach()).rejects.toMatchObject({ status: 401, refusesUs: true });
  });

  it('reads every page of a list', async () => {
    const pages: unknown[] = [];
    for (const offset of [0, 2, 4]) {
      const response = await fetch(`${server.url}/sandbox/snipe-it/api/v1/models?limit=2&offset=${offset}`, {
        headers: { authorization: `Bearer ${server.adminToken}` },
      });
      const { total, rows } = (await response.json()) as { total: number; rows: object[] };
      pages.push([total, rows.length]);
    }
    expect(pages).toEqual([
      [5, 2],
      [5, 2],
      [5, 1],
    ]);
  });
});
