import type { OutsideChange } from './outside';

/** What vendors tell of by themselves, in terms of no vendor. Times are milliseconds of the vendor's clock; NaN where not told. */

/** Something that a vendor does not tell of itself, but states about our work: it is checked where it is taken. */
export type Statement =
  /** An engagement is to start from this. */
  | { readonly states: 'start'; readonly order: unknown }
  /** A fact of an engagement, by its id or its reference, with the body of the API. */
  | { readonly states: 'fact'; readonly engagement: string; readonly signal: string; readonly body: unknown };

/** What one stored call of a vendor is about. */
export type VendorEvent =
  | {
      /** A deal that is to be read. */
      readonly about: 'deal';
      readonly id: string;
      readonly atMs: number;
      /** Other ids by which it was known before it was merged. */
      readonly mergedIds: readonly string[];
    }
  | { readonly about: 'invoice'; readonly id: string; readonly atMs: number }
  /** A document that is out to be signed, and is to be read. */
  | { readonly about: 'envelope'; readonly id: string; readonly atMs: number }
  /** How far a learner has come with a course, which is to be read. */
  | { readonly about: 'enrolment'; readonly id: string; readonly atMs: number }
  /** A customer order with its lines and purchase orders, which is to be read at least as of this version of it. */
  | { readonly about: 'order'; readonly id: string; readonly version: number; readonly atMs: number }
  /** A shipment on its way, which is to be read. */
  | { readonly about: 'shipment'; readonly id: string; readonly atMs: number }
  | {
      /** A ticket of the service desk that is to be read. */
      readonly about: 'ticket';
      readonly id: string;
      readonly how: 'changed' | 'deleted';
      readonly atMs: number;
      /** Other ids by which it was known before it was merged. */
      readonly mergedIds: readonly string[];
    }
  | {
      /** What somebody has answered to surveys is to be read. */
      readonly about: 'survey';
      readonly respondentId: string;
      /** Nothing more is waited for. */
      readonly isLast: boolean;
    }
  | {
      /** Something on which an engagement may rest was changed there. */
      readonly about: 'outside';
      readonly change: OutsideChange;
      readonly ids: readonly string[];
      /** By which id what was merged is known from now on. */
      readonly into?: string;
      readonly atMs: number;
    }
  | { readonly about: 'statement'; readonly statement: Statement }
  /** Something changed there, and the call does not say what: it has to be looked at. */
  | { readonly about: 'look' }
  /** Understood, and no concern of ours. `why` names the event in a few words of the vendor's, never its content. */
  | { readonly about: 'nothing'; readonly why: string }
  /** Not understood: a matter for a person. `why` says what is missing, never its content. */
  | { readonly about: 'unknown'; readonly why: string };

/** What can start an engagement, by the name that a playbook uses under `starts`: `dealStage`, a deal's coming to a stage. */
export type StartEvent = 'dealStage';
