import type { Connection, Database } from '../../database/database';
import { lockName } from '../../database/lock';
import {
  type Access,
  type Consented,
  CredentialError,
  type Credentials,
  NOTHING_KEPT,
} from '../domain/credential';
import {
  isGivenAnother,
  markFault,
  openSecrets,
  putConsent,
  putRefreshed,
  readCredential,
  type Secrets,
  type SealedRow,
} from './credentials';
import type { Keys } from './seal';

export interface KeeperDeps {
  readonly db: Database;
  /** None: nothing can be kept. */
  readonly keys: Keys;
  /** The wall clock's time, by which token services count. */
  readonly wallMs?: () => number;
}

/** A token that ends within so long counts as ended, so that no call leaves with one that dies on the way. */
const MARGIN_MS = 60_000;
/** Longer than a token service may take, and than the wait for somebody else who asks it; wall-clock milliseconds. */
const LONGEST_MS = 25_000;
const TRANSACTION = { maxWait: 5_000, timeout: LONGEST_MS };

/** The credentials in PostgreSQL, sealed. */
export function keptCredentials({ db, keys, wallMs = Date.now }: KeeperDeps): Credentials {
  if (keys.length === 0) return NOTHING_KEPT;
  return {
    async access(of, refused) {
      const wanted = { of, keys, refused, nowMs: wallMs() };
      const row = await readCredential(db, of.vendor);
      const present = look(row, wanted);
      const isSettled = present.is === 'none' || present.is === 'ended';
      if (isSettled || (present.is === 'good' && row?.fault === null)) return accessOf(of, present);
      // What became of it is stored also when it is nothing good.
      return accessOf(of, await db.$transaction((tx) => settle(tx, wanted), TRANSACTION));
    },
  };
}

function accessOf({ vendor }: Consented, found: Settled): Access | undefined {
  switch (found.is) {
    case 'good':
      return found.access;
    case 'none':
      return undefined;
    case 'ended':
    case 'unreadable':
      throw new CredentialError(vendor, found.is);
  }
}

interface Wanted {
  readonly of: Consented;
  readonly keys: Keys;
  readonly refused: string | undefined;
  readonly nowMs: number;
}

type Settled = { is: 'good'; access: Access } | { is: 'none' } | { is: 'ended' } | { is: 'unreadable' };
type Present = Settled | { is: 'given' } | { is: 'due'; secrets: Secrets };

/** How a credential stands. `given`: the settings have a refresh token to begin it with; `due`: it has to be refreshed. */
function look(row: SealedRow | undefined, { of, keys, refused, nowMs }: Wanted): Present {
  const isOurs = row?.application === of.application;
  if (of.given !== undefined && (row === undefined || !isOurs || isGivenAnother(row, of))) {
    return { is: 'given' };
  }
  if (row === undefined || !isOurs) return { is: 'none' };
  if (row.fault === 'ended') return { is: 'ended' };
  const secrets = openSecrets(keys, row);
  if (secrets === null) return { is: 'unreadable' };
  const { access } = secrets;
  return access !== null && access.endsAtMs - MARGIN_MS > nowMs && access.token !== refused
    ? { is: 'good', access: { token: access.token, account: row.account } }
    : { is: 'due', secrets };
}

/**
 * Looks again under the lock, and does what is due. Whoever waited for the lock finds what the one before brought.
 * PostgreSQL gives the lock back when a process dies, and after a while also when it stands still: a refresh token that
 * was presented then is presented once more, which vendors allow for a while, because answers get lost.
 */
async function settle(tx: Connection, wanted: Wanted): Promise<Settled> {
  const { of, keys, nowMs } = wanted;
  await boundTransaction(tx);
  // The row's own lock holds back a consent; before there is a row, two could begin it.
  await lockName(tx, `credential:${of.vendor}`);
  let row = await readCredential(tx, of.vendor, true);
  let present = look(row, wanted);
  if (present.is === 'given' && of.given !== undefined) {
    const secrets = { refreshToken: of.given, access: null };
    await putConsent(tx, keys, { of, secrets, account: null, nowMs });
    row = await readCredential(tx, of.vendor, true);
    present = look(row, wanted);
  }
  if (row?.fault === 'unreadable' && present.is !== 'unreadable') {
    await markFault(tx, of.vendor, null, null, nowMs);
  }
  switch (present.is) {
    case 'due':
      return await refreshed(tx, wanted, present.secrets, row?.account ?? null);
    case 'unreadable':
      await markFault(tx, of.vendor, 'unreadable', null, nowMs);
      return present;
    case 'given':
      return { is: 'none' };
    case 'good':
    case 'none':
    case 'ended':
      return present;
  }
}

async function refreshed(
  tx: Connection,
  { of, keys, nowMs }: Wanted,
  { refreshToken }: Secrets,
  account: string | null,
): Promise<Settled> {
  let tokens;
  try {
    tokens = await of.refresh(refreshToken);
  } catch (error) {
    const code = of.deathIn(error);
    if (code === null) throw error;
    await markFault(tx, of.vendor, 'ended', code, nowMs);
    return { is: 'ended' };
  }
  const access = { token: tokens.accessToken, endsAtMs: nowMs + tokens.accessSeconds * 1_000 };
  await putRefreshed(tx, keys, of, { refreshToken: tokens.refreshToken ?? refreshToken, access }, nowMs);
  return { is: 'good', access: { token: access.token, account } };
}

/** The others wait for as long as a token service may take; one who holds the lock and says nothing loses it. */
async function boundTransaction(tx: Connection): Promise<void> {
  await tx.$executeRaw`
    SELECT set_config('statement_timeout', ${String(LONGEST_MS)}, true),
      set_config('idle_in_transaction_session_timeout', ${String(LONGEST_MS)}, true)`;
}
