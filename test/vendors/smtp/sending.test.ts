import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';
import { asOneTry } from '../../../src/vendors/kit/standstill';
import { headerIn } from '../../../src/vendors/smtp/sandbox-mailboxes';
import { failing, type MailOffice, newMailbox, openMailOffice } from './office';

let office: MailOffice;
beforeAll(async () => {
  office = await openMailOffice();
});
afterAll(() => office.close());

const to = (...addresses: string[]) => ({ to: addresses.map((address) => ({ name: '', address })) });
const fault = (more: object) => office.server.fault('smtp', { times: 1, ...more });
const commands = async (method: string) =>
  (await office.server.log('smtp')).filter((item) => item.method === method);

describe('[SYS-08] A mail by SMTP', () => {
  it('goes out once for a key, in the name of a person, from the house’s own address', async () => {
    const mailbox = newMailbox();
    const sent = await office.send('once', to(mailbox));
    expect(await office.send('once', to(mailbox))).toEqual(sent);
    const [mail, ...others] = await office.mailsOf(mailbox);
    expect(others).toEqual([]);
    expect(sent).toMatchObject({ messageId: mail?.messageId, refused: 0 });
    expect(sent.messageId).toBe(`<${office.port().toldAs?.('once')}@company.example>`);
    expect(mail?.raw).toMatch(/^From: Sam Sales <office@company\.example>/m);
    expect(mail?.raw).toMatch(/^Reply-To: Sam Sales <sam@company\.example>/m);
    expect(mail?.raw).toMatch(new RegExp(`^X-Promisekeeper-Key: ${sent.id}\r$`, 'm'));
    expect(mail?.raw).toContain('\r\n.a line that begins with a dot\r\n');
    expect(mail).toMatchObject({ returnPath: 'returns@company.example', envelopeId: sent.id });
  });

  it.each([
    ['the answer to it is lost', { method: 'DATA', afterEffect: true }],
    ['the server takes it and says that it failed', { method: 'DATA', status: 421, afterEffect: true }],
  ])('is one mail when %s and it is sent again', async (_what, order) => {
    const mailbox = newMailbox();
    const before = (await commands('DATA')).length;
    await fault(order);
    expect(await failing(office.send(mailbox, to(mailbox)))).toMatchObject({ outcome: 'unknown' });
    const [first] = await office.mailsOf(mailbox);
    await delay(1_100);
    const sent = await office.send(mailbox, to(mailbox));
    expect(sent.messageId).toBe(first?.messageId);
    expect(await office.mailsOf(mailbox)).toEqual([first]);
    // It did go over the wire twice, and each time it was the same mail.
    const [one, other] = (await commands('DATA'))
      .slice(before)
      .map(({ body }) => (body as { raw: string }).raw);
    expect(other).toBe(one);
  });

  it.each([
    ['while the sender is named', { method: 'MAIL', status: 0 }],
    ['while addresses are named', { method: 'RCPT', status: 0 }],
    ['while it logs in', { method: 'AUTH', status: 0 }],
  ])('was not sent when the connection is cut %s, and goes out with the next try', async (_when, order) => {
    const mailbox = newMailbox();
    await fault(order);
    const error = await failing(office.send(mailbox, to(mailbox)));
    expect(error).toMatchObject({ outcome: 'throttled', status: 0, retryAfterMs: 15_000 });
    expect(error.message).toContain('Nothing was changed there');
    expect(await office.mailsOf(mailbox)).toEqual([]);
    await office.send(mailbox, to(mailbox));
    expect(await office.mailsOf(mailbox)).toHaveLength(1);
  });

  it('waits where the server greylists', async () => {
    const mailbox = newMailbox();
    await fault({ method: 'RCPT', path: `/${mailbox}`, status: 450, times: 2 });
    for (let tries = 0; tries < 2; tries += 1) {
      const error = await failing(office.send(mailbox, to(mailbox)));
      expect(error).toMatchObject({ outcome: 'throttled', status: 450, vendorCode: '4.7.1' });
      expect(error.retryAfterMs).toBe(60_000);
    }
    await office.send(mailbox, to(mailbox));
    expect(await office.mailsOf(mailbox)).toHaveLength(1);
  });

  it('is refused for good where the server says so, without an address in the error', async () => {
    const nobody = 'nobody.at.all@client.invalid';
    const error = await failing(office.send('nobody', to(nobody)));
    expect(error).toMatchObject({ outcome: 'rejected', status: 550, vendorCode: '5.1.1', refusesUs: false });
    expect(error.message).toContain('User unknown');
    expect(error.message).not.toContain('nobody');
    await fault({ method: 'DATA', status: 554 });
    expect(await failing(office.send('spam', to(newMailbox())))).toMatchObject({
      outcome: 'rejected',
      status: 554,
    });
  });

  it('that is too large is refused', async () => {
    const text = 'a line of twenty-eight letters\n'.repeat(80_000);
    const error = await failing(office.send('large', { ...to(newMailbox()), text }));
    expect(error).toMatchObject({ outcome: 'rejected', vendorCode: 'EMESSAGE' });
  });

  it('reaches the others when one address is refused, and says how many were', async () => {
    const [ada, bob] = [newMailbox(), newMailbox()];
    const sent = await office.send('some', { ...to(ada, 'gone@client.invalid'), cc: to(bob).to });
    expect(sent.refused).toBe(1);
    expect(await office.mailsOf(ada, bob)).toHaveLength(2);
    expect(await office.send('some')).toEqual(sent);
  });

  it('goes to an address that was put off alone, once the others have it', async () => {
    const [ada, bob] = [newMailbox(), newMailbox()];
    await fault({ method: 'RCPT', path: `/${bob}`, status: 451 });
    const before = (await commands('DATA')).length;
    expect(await failing(office.send('late', to(ada, bob)))).toMatchObject({
      outcome: 'throttled',
      status: 451,
    });
    expect(await office.send('late', to(ada, bob))).toMatchObject({ refused: 0 });
    expect(await office.mailsOf(ada, bob)).toHaveLength(2);
    const recipients = (await commands('DATA'))
      .slice(before)
      .map(({ body }) => (body as { to: string[] }).to);
    expect(recipients).toEqual([[ada], [bob]]);
  });

  it('counts an address that was put off and is refused in the end', async () => {
    const [ada, bob] = [newMailbox(), newMailbox()];
    await fault({ method: 'RCPT', path: `/${bob}`, status: 451 });
    await failing(office.send('in the end', to(ada, bob)));
    await fault({ method: 'RCPT', path: `/${bob}`, status: 550 });
    expect(await office.send('in the end', to(ada, bob))).toMatchObject({ refused: 1 });
  });

  it('shows names and subjects of any script, and lets no header in', async () => {
    const mailbox = newMailbox();
    await office.send('injected', {
      to: [{ name: 'Jürgen Ω "Jo" <x@y.example>\r\nBcc: spy@evil.example', address: mailbox }],
      fromName: 'Zoë\r\nX-Injected: 1',
      subject: 'Größe 大きさ\r\nBcc: spy@evil.example\r\n\r\nbody',
    });
    const [mail] = await office.mailsOf(mailbox);
    const head = (mail?.raw ?? '').split('\r\n\r\n')[0] ?? '';
    expect(head).not.toMatch(/^(Bcc|X-Injected):/im);
    expect(headerIn(head, 'subject')).toMatch(/^=\?UTF-8\?/);
    expect((await commands('RCPT')).some(({ path }) => path.includes('spy'))).toBe(false);
  });

  it('is not given to the server any more by a try that stood still', async () => {
    const mailbox = newMailbox();
    await fault({ method: 'RCPT', delayMs: 300 });
    await asOneTry(async () => {
      const sending = failing(office.send('still', to(mailbox)));
      await delay(150);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 6_000);
      expect(await sending).toMatchObject({ vendorCode: 'STOOD_STILL', outcome: 'throttled' });
    });
    expect(await office.mailsOf(mailbox)).toEqual([]);
  });
});

describe('A login', () => {
  it('that is wrong is a refusal of us, whoever the mail is for', async () => {
    const error = await failing(office.send('login', {}, { values: { password: 'wrong-word' } }));
    expect(error).toMatchObject({ outcome: 'rejected', status: 535, vendorCode: '5.7.8', refusesUs: true });
    expect(error.message).not.toContain('wrong-word');
    expect(JSON.stringify(await office.server.log('smtp'))).not.toContain('wrong-word');
  });
});

/** A server that is not on this machine, as far as its address tells. */
const ELSEWHERE = '0.0.0.0';

async function listening(server: SMTPServer | Server): Promise<number> {
  const listener = server.listen(0, ELSEWHERE);
  await new Promise((resolve) => listener.once('listening', resolve));
  return (listener.address() as AddressInfo).port;
}

describe('TLS', () => {
  const live = (url: string) =>
    ({ mode: 'live', baseUrl: url, values: { user: 'u', password: 'p' } }) as const;
  const serving = async (options: object, use: (port: number, heard: string[]) => Promise<void>) => {
    const heard: string[] = [];
    const server = new SMTPServer({
      logger: false,
      authOptional: true,
      allowInsecureAuth: true,
      disableReverseLookup: true,
      closeTimeout: 100,
      onAuth: (_auth, { secure }, done) => {
        heard.push(`AUTH ${secure}`);
        done(null, { user: 'u' });
      },
      onData: (stream, { secure }, done) => {
        heard.push(`DATA ${secure}`);
        stream.resume().once('end', () => done());
      },
      ...options,
    });
    server.on('error', () => undefined);
    try {
      await use(await listening(server), heard);
    } finally {
      await new Promise<void>((resolve) => server.close(resolve));
    }
  };

  it('is required of a server elsewhere: without it not even the login is sent', async () => {
    await serving({ disabledCommands: ['STARTTLS'] }, async (port, heard) => {
      const error = await failing(office.send('plain', {}, live(`smtp://${ELSEWHERE}:${port}`)));
      expect(error).toMatchObject({ outcome: 'rejected', refusesUs: true });
      expect(heard).toEqual([]);
    });
  });

  it('is of no use with a certificate that nobody trusts', async () => {
    await serving({}, async (port, heard) => {
      const error = await failing(office.send('untrusted', {}, live(`smtp://${ELSEWHERE}:${port}`)));
      expect(error).toMatchObject({ outcome: 'rejected', refusesUs: true });
      expect(error.vendorCode).toMatch(/CERT/);
      expect(heard).toEqual([]);
    });
  });

  it('from the start is asked of smtps, and a server without it is none', async () => {
    await serving({}, async (port, heard) => {
      const error = await failing(office.send('clear', {}, live(`smtps://${ELSEWHERE}:${port}`)));
      expect(error).toMatchObject({ outcome: 'rejected', refusesUs: true });
      expect(heard).toEqual([]);
    });
  });

  it('is taken from a server of this machine where it is offered, whatever its certificate', async () => {
    await serving({}, async (port, heard) => {
      await office.send('loopback', {}, live(`smtp://127.0.0.1:${port}`));
      expect(heard).toEqual(['AUTH true', 'DATA true']);
    });
    await serving({ disabledCommands: ['STARTTLS', 'AUTH'] }, async (port, heard) => {
      await office.send('in the clear', {}, { ...live(`smtp://127.0.0.1:${port}`), values: { user: '' } });
      expect(heard).toEqual(['DATA false']);
    });
  });
});

describe('A server that does not answer', () => {
  it('is given up in time: nothing was done until it had the whole mail, then nobody knows', async () => {
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => void sockets.add(socket));
    const port = await listening(silent);
    const live = { mode: 'live', baseUrl: `smtp://127.0.0.1:${port}` } as const;
    const mailbox = newMailbox();
    await fault({ method: 'DATA', delayMs: 20_500, afterEffect: true });
    const [greeting, answer] = await Promise.all([
      failing(office.send('silent', {}, live)),
      failing(office.send('hanging', to(mailbox))),
    ]);
    expect(greeting).toMatchObject({ outcome: 'throttled', vendorCode: 'TIMEOUT' });
    expect(answer).toMatchObject({ outcome: 'unknown', vendorCode: 'TIMEOUT' });
    sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => silent.close(resolve));
    const gone = await failing(office.send('gone', {}, live));
    expect(gone).toMatchObject({ outcome: 'throttled', vendorCode: 'ECONNREFUSED' });
    await office.send('hanging', to(mailbox));
    expect(await office.mailsOf(mailbox)).toHaveLength(1);
  });
});
