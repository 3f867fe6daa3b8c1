import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { VendorHttp } from '../../src/vendors/kit/http';
import { asOneTry } from '../../src/vendors/kit/standstill';

/** Keeps the process from doing anything else, as a machine does that was suspended. */
function standStill(forMs: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, forMs);
}

describe('A try whose process stood still', () => {
  const received: string[] = [];
  let server: Server;
  let vendor: VendorHttp;

  beforeAll(async () => {
    server = createServer((request, response) => {
      received.push(request.method ?? '');
      response.end('{}');
    });
    server.keepAliveTimeout = 60_000;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    vendor = new VendorHttp({ system: 'parley', baseUrl: `http://127.0.0.1:${port}` } as never);
  });
  afterAll(() => {
    server.close();
  });
  beforeEach(() => void (received.length = 0));

  const call = (method: 'GET' | 'POST') => vendor.request({ op: 'x', method, path: '/x' });

  it('looks, but changes nothing at a vendor any more, since another one may be at it', async () => {
    await asOneTry(async () => {
      await call('POST');
      standStill(6_000);
      await delay(1);
      await call('GET');
      await expect(call('POST')).rejects.toMatchObject({ vendorCode: 'STOOD_STILL', outcome: 'unknown' });
    });
    await asOneTry(() => call('POST'));
    expect(received).toEqual(['POST', 'GET', 'POST']);
  });

  it('is not one that was slow while its process lived', async () => {
    await asOneTry(async () => {
      await delay(6_000);
      await call('POST');
    });
    expect(received).toEqual(['POST']);
  });
});
