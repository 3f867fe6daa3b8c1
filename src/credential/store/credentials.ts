import type { Connection } from '../../database/database';
import { Prisma } from '../../database/generated/client';
import type { Consented, CredentialFault } from '../domain/credential';
import { hashOf } from '../../database/secret';
import { type Keys, seal, unseal } from './seal';

/** What nobody may see. */
export interface Secrets {
  readonly refreshToken: string;
  /** Null until the first refresh. */
  readonly access: { readonly token: string; readonly endsAtMs: number } | null;
}

/** A credential as everybody may see it. Its instants are the wall clock's: they belong to the vendor's token service. */
export interface CredentialRow {
  vendor: string;
  /** The client id of our application there. */
  application: string;
  /** What the vendor calls the account, and how it is shown to people. */
  account: string | null;
  accountName: string | null;
  consentedAt: Date;
  refreshedAt: Date;
  /** When the refresh token dies unless it is used before; null: it does not. */
  endsAt: Date | null;
  fault: CredentialFault | null;
  /** The vendor's code of its refusal. */
  refusal: string | null;
  faultAt: Date | null;
}

/** With what only its keeper needs. */
export interface SealedRow extends CredentialRow {
  sealed: string;
  /** Of the refresh token in the settings that is known already; see `Consented.given`. */
  given: string | null;
}

const SHOWN = Prisma.sql`vendor, application, account, account_name AS "accountName", consented_at AS "consentedAt",
  refreshed_at AS "refreshedAt", ends_at AS "endsAt", fault, refusal, fault_at AS "faultAt"`;

export async function listCredentials(db: Connection): Promise<CredentialRow[]> {
  return db.$queryRaw<CredentialRow[]>`SELECT ${SHOWN} FROM credential ORDER BY vendor`;
}

/** @param lock keeps others from it until the transaction ends */
export async function readCredential(
  db: Connection,
  vendor: string,
  lock = false,
): Promise<SealedRow | undefined> {
  const [row] = await db.$queryRaw<SealedRow[]>`
    SELECT ${SHOWN}, sealed, given FROM credential WHERE vendor = ${vendor} ${lock ? Prisma.sql`FOR UPDATE` : Prisma.empty}`;
  return row;
}

/** What somebody has consented to, in the place of whatever was there. */
export interface NewConsent {
  readonly of: Consented;
  readonly secrets: Secrets;
  readonly account: { readonly id: string; readonly name: string } | null;
  readonly nowMs: number;
}

export async function putConsent(db: Connection, keys: Keys, consent: NewConsent): Promise<void> {
  const { of, secrets, account, nowMs } = consent;
  const { vendor, application } = of;
  const sealed = sealSecrets(keys, of, secrets);
  await db.$executeRaw`
    INSERT INTO credential (vendor, application, account, account_name, sealed, given, consented_at, refreshed_at, ends_at)
    VALUES (${vendor}, ${application}, ${account?.id ?? null}, ${account?.name ?? null}, ${sealed}, ${givenHash(of)},
      ${new Date(nowMs)}, ${new Date(nowMs)}, ${endOf(of, nowMs)})
    ON CONFLICT (vendor) DO UPDATE SET application = EXCLUDED.application, account = EXCLUDED.account,
      account_name = EXCLUDED.account_name, sealed = EXCLUDED.sealed, given = EXCLUDED.given,
      consented_at = EXCLUDED.consented_at, refreshed_at = EXCLUDED.refreshed_at, ends_at = EXCLUDED.ends_at,
      fault = NULL, refusal = NULL, fault_at = NULL`;
}

/** What a refresh brought. */
export async function putRefreshed(
  tx: Connection,
  keys: Keys,
  of: Consented,
  secrets: Secrets,
  nowMs: number,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE credential SET sealed = ${sealSecrets(keys, of, secrets)}, refreshed_at = ${new Date(nowMs)},
      ends_at = ${endOf(of, nowMs)}, fault = NULL, refusal = NULL, fault_at = NULL
    WHERE vendor = ${of.vendor}`;
}

/** Why it is good for nothing; null: it can be used again. What is known already keeps its time. */
export async function markFault(
  db: Connection,
  vendor: string,
  fault: CredentialFault | null,
  refusal: string | null,
  nowMs: number,
): Promise<void> {
  const at = fault === null ? null : new Date(nowMs);
  await db.$executeRaw`
    UPDATE credential SET fault = ${fault}, refusal = ${refusal}, fault_at = ${at}::timestamptz
    WHERE vendor = ${vendor} AND fault IS DISTINCT FROM ${fault}`;
}

/** @returns null where it cannot be opened */
export function openSecrets(keys: Keys, row: SealedRow): Secrets | null {
  const text = unseal(keys, row.sealed, boundTo(row));
  return text === null ? null : (JSON.parse(text) as Secrets);
}

/** Whether the settings have a refresh token of which this row does not know. */
export function isGivenAnother(row: SealedRow, of: Consented): boolean {
  return of.given !== undefined && row.given !== givenHash(of);
}

function sealSecrets(keys: Keys, of: Consented, secrets: Secrets): string {
  return seal(keys, JSON.stringify(secrets), boundTo(of));
}

function boundTo({ vendor, application }: Pick<CredentialRow, 'vendor' | 'application'>): string {
  return JSON.stringify(['credential', vendor, application]);
}

function givenHash({ given }: Consented): string | null {
  return given === undefined ? null : hashOf(given);
}

function endOf({ refreshLifeMs }: Consented, nowMs: number): Date | null {
  return refreshLifeMs === null ? null : new Date(nowMs + refreshLifeMs);
}

/** Forgets what somebody consented to. @returns false when there was nothing */
export async function forgetConsent(db: Connection, vendor: string): Promise<boolean> {
  const { count } = await db.credential.deleteMany({ where: { vendor } });
  return count > 0;
}
