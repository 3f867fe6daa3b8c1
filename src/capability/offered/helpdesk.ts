import { capability, port } from '../capability';

/** How a ticket stands there, whatever its stage is called; `responded`: the client was answered, and it is open. */
export type HelpdeskStage = 'new' | 'responded' | 'open' | 'waitingForClient' | 'resolved';

/** The service desk's own words; it rests on the capabilities, so they stand here once more. */
export type HelpdeskPriority = 'critical' | 'high' | 'medium' | 'low';
export type HelpdeskChannel = 'email' | 'portal' | 'phone' | 'whatsapp';

/** Something that was written there, as the vendor itself remembers it. */
export interface HelpdeskWriting {
  readonly atMs: number;
  /** Written by an app, perhaps by our own connector, and not by a person. */
  readonly byApp: boolean;
}

/** Who answered or replied and by which channel, as far as the vendor knows. */
export interface HelpdeskReply {
  /** A name. */
  readonly author: string | undefined;
  readonly channel: HelpdeskChannel | undefined;
}

/** One stage of a ticket's way. */
export interface HelpdeskMove extends HelpdeskWriting {
  readonly stage: HelpdeskStage;
  /** Where it says that the client was answered, or has replied. */
  readonly reply?: HelpdeskReply;
}

/** One priority that a ticket was given. */
export interface HelpdeskPriorityChange extends HelpdeskWriting {
  readonly priority: HelpdeskPriority;
}

/** Whom a ticket there is about. */
export interface HelpdeskRequester {
  readonly id: string;
  readonly name: string;
  /** As it stands there, whether or not it is an address. */
  readonly email: string | undefined;
  readonly company: string | undefined;
}

/** A ticket of the vendor's. */
export interface HelpdeskTicket {
  /** Its present one: a ticket that was merged is read by its old ids too. */
  readonly id: string;
  /** Other ids by which it was known before it was merged. */
  readonly mergedIds: readonly string[];
  /** Under which `ensureTicket` made it. */
  readonly key: string | undefined;
  /** False for one of another part of the vendor's desk, which is not ours to follow. */
  readonly isFollowed: boolean;
  readonly subject: string;
  readonly description: string;
  readonly priority: HelpdeskPriority | undefined;
  readonly channel: HelpdeskChannel | undefined;
  readonly category: string | undefined;
  /** Oldest first; stages of which nobody said what they mean are left out. */
  readonly way: readonly HelpdeskMove[];
  /** Oldest first; those that say none of ours are left out. */
  readonly priorities: readonly HelpdeskPriorityChange[];
  /** The first contact of the ticket. */
  readonly requester: HelpdeskRequester | undefined;
  /** What the company is called that the ticket belongs to. */
  readonly company: string | undefined;
  readonly dealIds: readonly string[];
}

/** A ticket of ours, as it is put there. */
export interface NewHelpdeskTicket {
  readonly subject: string;
  readonly description: string;
  readonly stage: HelpdeskStage;
  readonly priority: HelpdeskPriority;
  /** Without an address the ticket has no contact there. */
  readonly requester: { readonly name: string; readonly email: string | undefined };
  readonly dealId: string | undefined;
}

/** Where others work on the tickets of the service desk, too. */
export interface HelpdeskPort {
  /** Whether this installation shares its tickets with the vendor. */
  isShared(): boolean;
  /** Where clients see their tickets and what becomes of them, as far as the settings say. */
  portalUrl(): string | undefined;
  /** @returns undefined when there is no such ticket, or it is not shown yet */
  readTicket(id: string): Promise<HelpdeskTicket | undefined>;
  /** One ticket per key, with its contact, and with the company and the deal as far as they are known. @returns its id */
  ensureTicket(key: string, ticket: NewHelpdeskTicket): Promise<string>;
  /** Repeatable. @returns false when there is no such ticket any more */
  changeTicket(id: string, change: { stage?: HelpdeskStage; priority?: HelpdeskPriority }): Promise<boolean>;
}

/** The tickets of the service desk at a vendor where people work on them too. A playbook asks for nothing of it. */
export const helpdesk = capability({ port: port<HelpdeskPort>(), actions: {} });
