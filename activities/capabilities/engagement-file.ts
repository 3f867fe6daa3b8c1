import type { Role } from '../../src/promise/domain/ladder/rules';
import type { Party } from '../../src/capability/parameters';
import { ActionRefusedError } from '../../src/capability/refusal';
import type { Calendar } from '../../src/promise/domain/clock/types';
import type { Playbook } from '../../src/playbook/domain/playbook';
import { type MoneyText, storedMoney, textOf } from '../../src/money/domain/money';
import { channelOf, type PreferredChannel } from '../../src/client/domain/channel';
import type { Database } from '../../src/database/database';
import type { Contact } from '../../src/database/generated/client';
import { playbooksOf } from '../../src/playbook/store/playbooks-of';
import { addressOf } from '../../src/people/store/people';
import { peopleFor } from '../../src/people/store/team';
import { mailAddressOf, mailKey } from '../../src/text/domain/mail-address';

/** Somebody whom a message or a meeting can reach. */
export interface Addressee {
  /** Of the person, or of the client's contact. */
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** IANA name; a client's is not known. */
  readonly timeZone: string | undefined;
  readonly isClient: boolean;
}

export interface ClientContact {
  readonly id: string;
  readonly name: string;
  /** As vendors take it; null when there is no usable one. */
  readonly email: string | null;
  readonly hasConsented: boolean;
  /** Where the contact came from, and what it is called there. */
  readonly origin: { readonly system: string; readonly externalId: string } | null;
}

/** All that actions need to know of an engagement. It holds personal data, so it never leaves an activity. */
export interface EngagementFile {
  readonly id: string;
  readonly reference: string;
  readonly title: string;
  readonly client: {
    readonly id: string;
    readonly name: string;
    readonly preferredChannel: PreferredChannel;
    /** Those of the client's whom the engagement is with, the first one named first. */
    readonly contacts: readonly ClientContact[];
  };
  /** What the engagement is worth; with all of its currency's places. */
  readonly value: MoneyText | null;
  /** Facts and answers by name. */
  readonly facts: Readonly<Record<string, unknown>>;
  readonly team: Readonly<Record<Role, string>>;
  readonly externalIds: Readonly<Record<string, string>>;
  /** The calendar in whose hours people meet: the engagement's own, else the one that the playbook has for meetings. */
  readonly meetingCalendar: Calendar;
  readonly playbook: Playbook;
  /** Those by which it went before, oldest first. */
  readonly earlier: readonly Playbook[];
}

const ALWAYS: Calendar = { tz: 'Etc/UTC', hours: '24x7' };

/**
 * @param only the one contact whom an action is for; left out: all of the engagement's
 * @throws ActionRefusedError when there is no such engagement, or no such contact of it
 */
export async function readEngagementFile(db: Database, id: string, only?: string): Promise<EngagementFile> {
  const row = await db.engagement.findUnique({
    where: { id },
    include: {
      client: true,
      contacts: { orderBy: { place: 'asc' }, include: { contact: true } },
      externals: { where: { isPresent: true } },
    },
  });
  if (row === null) throw new ActionRefusedError(`There is no engagement ${id}, so nothing was sent.`);
  const value = storedMoney(row.amount?.toFixed() ?? null, row.currency);
  const { playbook, earlier } = await playbooksOf(db, row);
  const all = row.contacts.map(({ contact }) => contactOf(contact));
  const contacts = only === undefined ? all : all.filter((contact) => contact.id === only);
  if (only !== undefined && contacts.length === 0) {
    throw new ActionRefusedError(`${row.reference} has no contact ${only} any more, so nothing was sent.`);
  }
  return {
    id,
    reference: row.reference,
    title: row.title,
    client: {
      ...{ id: row.client.id, name: row.client.name, contacts },
      preferredChannel: channelOf(row.client.preferredChannel) ?? 'email',
    },
    value: value && textOf(value),
    facts: row.facts as Record<string, unknown>,
    team: row.team as Record<Role, string>,
    externalIds: Object.fromEntries(row.externals.map(({ system, externalId }) => [system, externalId])),
    meetingCalendar:
      playbook.calendars[row.calendar ?? playbook.meetingCalendar ?? playbook.calendar] ?? ALWAYS,
    playbook,
    earlier,
  };
}

function contactOf({ id, name, email, consentAt, system, externalId }: Contact): ClientContact {
  return {
    id,
    name,
    email: email === null ? null : (mailAddressOf(email)?.wire ?? null),
    hasConsented: consentAt !== null,
    origin: system === null || externalId === null ? null : { system, externalId },
  };
}

/** How many contacts nobody can write to; in words for the journal, empty when there is none. */
export function unreachableNote({ client: { contacts } }: EngagementFile): string {
  const count = contacts.filter(({ email }) => email === null).length;
  if (count === 0) return '';
  const [who, are] =
    count === 1 ? ['contact of the client has', 'It is'] : ['contacts of the client have', 'They are'];
  return ` ${count} ${who} no usable address. ${are} never written to: ask for an address, and tell them yourself.`;
}

/**
 * The people behind parties, each once, in the parties' order: `client` is its contacts, `team` everybody on the
 * team, else a role, with whoever stands in for an absent one. A contact without a usable address is left out.
 * @param at the moment for which deputies are asked
 */
export async function addressees(
  db: Database,
  file: EngagementFile,
  parties: readonly Party[],
  at: Date,
): Promise<Addressee[]> {
  const found = new Map<string, Addressee>();
  for (const party of parties) {
    for (const addressee of await behind(db, file, party, at)) {
      const key = mailKey(addressee.email);
      if (!found.has(key)) found.set(key, addressee);
    }
  }
  return [...found.values()];
}

async function behind(db: Database, file: EngagementFile, party: Party, at: Date): Promise<Addressee[]> {
  if (party === 'client') {
    return file.client.contacts.flatMap(({ id, name, email }) =>
      email === null ? [] : [{ id, name, email, timeZone: undefined, isClient: true }],
    );
  }
  const roles = party === 'team' ? Object.keys(file.team) : [party];
  const ids = await peopleFor(db, roles, { ...file.team }, at);
  const people = await db.person.findMany({ where: { id: { in: ids } }, orderBy: { id: 'asc' } });
  return people.map((person) => {
    const { id, name, timeZone } = person;
    return { id, name, email: addressOf(person), timeZone, isClient: false };
  });
}

/** @throws ActionRefusedError when there is nobody to address */
export function someone(found: readonly Addressee[], parties: readonly Party[]): readonly Addressee[] {
  if (found.length > 0) return found;
  throw new ActionRefusedError(
    `There is nobody to address as ${parties.join(', ')}, so nothing was sent. Name somebody, then do this step by hand.`,
  );
}
