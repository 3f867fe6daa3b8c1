import type { Actor } from '../../fact/domain/actor';
import { kindOfId } from '../../subject/domain/subjects';
import { GIVEN_UP } from './subscription';

/** Which message it is: the entry of a subject's journal, or that this entry was given up. */
export interface MessagePlace {
  subjectId: string;
  seq: number;
  givenUp: boolean;
}

/** An entry as it is told; for one that was given up, `toldAt` is when it was. */
export interface ToldEntry extends MessagePlace {
  reference: string | null;
  at: Date;
  toldAt: Date;
  kind: string;
  actor: Actor;
  summary: string;
  data: unknown;
}

const GIVEN_UP_ENDING = '-given-up';

/** The `webhook-id`: the same for the same entry, however often it is told and to whom. */
export function messageId({ subjectId, seq, givenUp }: MessagePlace): string {
  return `msg_${subjectId}-${seq}${givenUp ? GIVEN_UP_ENDING : ''}`;
}

/** Null for what is no `webhook-id` of ours. */
export function placeOfMessage(id: string): MessagePlace | null {
  const [, subjectId, seq, ending] = /^msg_(.{1,100})-([1-9]\d{0,8})(-given-up)?$/.exec(id) ?? [];
  return subjectId === undefined ? null : { subjectId, seq: Number(seq), givenUp: ending !== undefined };
}

/** The body of a message, as Standard Webhooks has it; the same for every try. */
export function bodyOf(entry: ToldEntry): string {
  const { subjectId, reference, seq, givenUp, at, toldAt, kind, actor, summary, data } = entry;
  const subject = kindOfId(subjectId);
  return JSON.stringify({
    type: `${subject}.${givenUp ? GIVEN_UP : kind}`,
    timestamp: (givenUp ? toldAt : at).toISOString(),
    data: { subject, id: subjectId, reference, seq, at: at.toISOString(), kind, actor, summary, data },
  });
}
