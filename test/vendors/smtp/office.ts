import { randomUUID } from 'node:crypto';
import { Effects } from '../../../activities/capabilities/effects';
import type { Mail, MailPort, SentMail } from '../../../src/capability/offered/mail';
import type { Database } from '../../../src/database/database';
import { clockOf, REAL_TIME } from '../../../src/promise/domain/time';
import { VendorClients } from '../../../src/vendors/clients';
import { VendorError } from '../../../src/vendors/kit/errors';
import type { VendorSettings } from '../../../src/vendors/kit/vendor-settings';
import { smtp } from '../../../src/vendors/smtp';
import type { DeliveredMail } from '../../../src/vendors/smtp/sandbox-mailboxes';
import { openTestDatabase } from '../../support/database';
import { ADMIN_TOKEN, type SandboxServer, startSandboxServer } from '../sandbox-server';

/** Who sends and what remembers it, on the mail server of the sandbox and a database of their own. */
export interface MailOffice {
  readonly server: SandboxServer;
  readonly db: Database;
  /** As a process has it that has just started. @param more what this one is told otherwise */
  port(more?: Partial<VendorSettings>): MailPort;
  send(key: string, mail?: Partial<Mail>, more?: Partial<VendorSettings>): Promise<SentMail>;
  /** What lies in the mailboxes of these. */
  mailsOf(...addresses: string[]): Promise<DeliveredMail[]>;
  close(): Promise<void>;
}

export const SECRET = 'smtp-inbound-secret';

export async function openMailOffice(): Promise<MailOffice> {
  const server = await startSandboxServer(
    { smtp: { from: 'office@company.example', bouncesTo: 'returns@company.example', inboundSecret: SECRET } },
    [smtp],
  );
  const db = openTestDatabase(server.databaseUrl);
  const clock = clockOf(REAL_TIME, Date.now);
  const settings = server.settings.vendors['smtp'] as VendorSettings;
  const port = (more: Partial<VendorSettings> = {}) => {
    const values = { ...settings.values, ...more.values };
    const clients = new VendorClients({ vendors: { smtp: { ...settings, ...more, values } } });
    return clients.port(smtp, 'mail', new Effects({ db, clock }, 'smtp'));
  };
  return {
    server,
    db,
    port,
    send: (key, mail = {}, more = {}) => port(more).send(key, async () => ({ ...MAIL, ...mail })),
    mailsOf: async (...addresses) => {
      const boxes = await Promise.all(
        addresses.map(async (address) => {
          const response = await fetch(
            `${server.url}/sandbox/smtp/mails?mailbox=${encodeURIComponent(address)}`,
            { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } },
          );
          return ((await response.json()) as { items: DeliveredMail[] }).items;
        }),
      );
      return boxes.flat();
    },
    close: async () => {
      await db.$disconnect();
      await server.stop();
    },
  };
}

export const MAIL: Mail = {
  fromName: 'Sam Sales',
  to: [{ name: 'Ada Lovelace', address: 'ada@client.example' }],
  replyTo: { name: 'Sam Sales', address: 'sam@company.example' },
  subject: 'Welcome',
  text: 'Dear Ada,\n\n.a line that begins with a dot\n\nSam\n',
};

/** A mailbox of its own for each test. */
export function newMailbox(): string {
  return `${randomUUID().slice(0, 8)}@client.example`;
}

export async function failing(work: Promise<unknown>): Promise<VendorError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof VendorError)) throw new Error(`expected a VendorError, got ${String(error)}`);
  return error;
}
