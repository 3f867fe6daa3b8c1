import type { MoneyText } from '../../money/domain/money';
import { action, capability, closing, port } from '../capability';
import { flag, name, optional, template } from '../parameters';

/** One stage of a deal's way, as the CRM itself remembers it. */
export interface StageEntry {
  readonly stage: string;
  readonly atMs: number;
  /** Written by an app, perhaps by our own connector, and not by a person. */
  readonly byApp: boolean;
}

/** A deal as the lifecycle sees it. */
export interface Deal {
  /** Its present one: a deal that was merged is read by its old ids too. */
  readonly id: string;
  /** Other ids by which it was known before it was merged. */
  readonly mergedIds: readonly string[];
  /** When it was merged last, as far as the vendor tells it. */
  readonly mergedAtMs: number | null;
  readonly name: string;
  readonly stage: string;
  readonly isLost: boolean;
  /** Under which `ensureDeal` made it. */
  readonly key: string | undefined;
  /** Its way through the stages, oldest first; at least the newest hundred. */
  readonly way: readonly StageEntry[];
  /** The vendor's own decimal text, such as `1200.00`. */
  readonly amount: string | undefined;
  /** ISO 4217, where the account uses several currencies. */
  readonly currency: string | undefined;
  readonly contactIds: readonly string[];
  /** What it says of the properties that were asked for; without those that say nothing. */
  readonly properties: Readonly<Record<string, string>>;
}

export interface DealContact {
  readonly id: string;
  /** As it stands there, whether or not it is an address. */
  readonly email: string | undefined;
  readonly name: string;
  readonly company: string | undefined;
}

/** Where deals, their contacts and their notes are kept. Everything here is repeatable. */
export interface CrmPort {
  /**
   * @param properties what else is to be read of it, by the vendor's own names
   * @returns undefined when there is no such deal, or it is not shown yet
   */
  readDeal(id: string, properties?: readonly string[]): Promise<Deal | undefined>;
  readContacts(ids: readonly string[]): Promise<readonly DealContact[]>;
  /** One deal per key. @returns its id */
  ensureDeal(key: string, deal: { name: string; value: MoneyText | null }): Promise<string>;
  moveDeal(id: string, stage: string): Promise<void>;
  /** Fills what is empty of a deal; what stands there stays. Repeatable. */
  fillDeal(id: string, fields: { currency: string }): Promise<void>;
  /** One contact per address: made if there is none, left as it is if there is. @returns its id */
  ensureContact(contact: { email: string; name: string; company: string | undefined }): Promise<string>;
  /** Fills what is empty of a contact; what stands there stays. Repeatable. */
  fillContact(id: string, fields: { company: string }): Promise<void>;
  linkContact(dealId: string, contactId: string): Promise<void>;
  /** One note per key. @param text plain @param atMs the time that the note shows @returns its id */
  addNote(dealId: string, key: string, text: string, atMs: number): Promise<string>;
  /** Says on the deal that its project is closed; repeatable. Somebody may open it again there, which the vendor tells. */
  closeProject(dealId: string): Promise<void>;
  /** The list of those who are asked for their opinion. @throws ActionRefusedError when the settings name none */
  surveyList(): string;
  /** A contact is on a list once. */
  addToList(list: string, contactIds: readonly string[]): Promise<void>;
}

/** The deal that an engagement stands for, its contacts, and who is asked for an opinion. */
export const crm = capability({
  port: port<CrmPort>(),
  actions: {
    /**
     * Moves the deal to a stage, by the vendor's id of it. With `fillEmpty`, a deal without a currency gets the engagement's.
     */
    updateDeal: action({ stage: name, fillEmpty: optional(flag) }),
    /**
     * Links the engagement's contacts with the deal; who is not in the CRM is added. What the CRM has is left as it is;
     * with `fillEmpty`, a contact without a company gets the client's name as one.
     */
    upsertContacts: action({ fillEmpty: optional(flag) }),
    /** Adds the engagement's contacts with a recorded consent to the NPS recipients; the others are left out and counted. */
    addToNpsList: action({}),
    /** Puts a note on the deal. */
    addNote: action({ template }),
    /** Closes the project on the deal: its stage stays, which tells of the sale. */
    closeProject: closing({}),
  },
});
