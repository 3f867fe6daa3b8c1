/** What vendors tell of by themselves, in terms of no vendor. Times are milliseconds of the vendor's clock. */

/** One change of a deal's stage. */
export interface StageEvent {
  /** The vendor's id of the event: the same when it is posted again with other times. */
  id: string;
  stage: string;
  atMs: number;
}

/** What one stored call of a vendor is about: an object to be read at that vendor, or nothing that concerns us. */
export type VendorEvent =
  | {
      readonly about: 'deal';
      readonly id: string;
      readonly atMs: number;
      /** The change of stage that it tells; null when it tells none, or one that an app made. */
      readonly moved: StageEvent | null;
    }
  | { readonly about: 'invoice'; readonly id: string; readonly atMs: number }
  /** `why` names the event in a few words of the vendor's, never its content. */
  | { readonly about: 'nothing'; readonly why: string };

/** What can start an engagement, by the name that a playbook uses under `starts`: `dealStage`, a deal's coming to a stage. */
export type StartEvent = 'dealStage';
