import type { Connection } from '../../database/database';
import type { Trouble } from '../../trouble/domain/trouble';
import { CredentialError } from '../domain/credential';
import { type CredentialRow, listCredentials } from './credentials';

const DAY_MS = 86_400_000;
/** How long before its end somebody is told, the nearest first. */
const TOLD_BEFORE_DAYS = [3, 14] as const;

/**
 * The credentials that are good for nothing until a person has done something, and those that will be soon.
 * @param wallMs the wall clock's time: the vendors' token services know no other
 * @param nowMs product time, in which troubles are told
 */
export async function findEndingCredentials(
  db: Connection,
  wallMs: number,
  nowMs: number,
): Promise<['credential' | 'consent', Trouble[]][]> {
  const rows = await listCredentials(db);
  return [
    ['credential', rows.flatMap((row) => faultOf(row, wallMs, nowMs))],
    ['consent', rows.flatMap((row) => endOf(row, wallMs, nowMs))],
  ];
}

function faultOf(
  { vendor, fault, refusal, endsAt, faultAt }: CredentialRow,
  wallMs: number,
  nowMs: number,
): Trouble[] {
  const isDead = endsAt !== null && endsAt.getTime() <= wallMs;
  if (fault === null && !isDead) return [];
  const { message } = new CredentialError(vendor, fault ?? 'ended');
  const since = (faultAt ?? endsAt)?.getTime() ?? wallMs;
  const why =
    fault === 'unreadable'
      ? 'No key of this installation opens it.'
      : fault === 'ended'
        ? `It was refused (${refusal ?? 'without a reason'}).`
        : 'It was not used for too long.';
  return [
    {
      kind: 'credential',
      about: vendor,
      subjectId: null,
      what: `The consent to ${vendor} is good for nothing any more`,
      why: `${why} Somebody has to act: ${message}.`,
      sinceMs: nowMs - (wallMs - since),
    },
  ];
}

function endOf({ vendor, fault, endsAt }: CredentialRow, wallMs: number, nowMs: number): Trouble[] {
  if (fault !== null || endsAt === null || endsAt.getTime() <= wallMs) return [];
  const days = TOLD_BEFORE_DAYS.find((before) => endsAt.getTime() - wallMs <= before * DAY_MS);
  if (days === undefined) return [];
  return [
    {
      kind: 'consent',
      about: `${vendor}/${days}`,
      subjectId: null,
      what: `The consent to ${vendor} ends on ${endsAt.toISOString().slice(0, 10)} unless it is used or given anew before`,
      why: `It is less than ${days} days until then.`,
      sinceMs: nowMs,
    },
  ];
}
