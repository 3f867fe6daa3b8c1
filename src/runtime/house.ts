import { readKeys } from '../credential/domain/key';
import { type Database, openDatabase } from '../database/database';
import type { StartSettings } from '../settings/settings';
import { keptCredentialKey, readInstallation } from './installation';

/** What a command works with beside the processes of an installation. */
export interface House {
  readonly db: Database;
  /** With the keys that the installation made itself, where none are set. */
  readonly settings: StartSettings;
}

/** `DATABASE_URL`, or the installation that runs on the data folder. @returns undefined where none was ever started */
export function openHouse(settings: StartSettings): House | undefined {
  const { dataDir, embedded } = settings;
  const databaseUrl = settings.databaseUrl ?? readInstallation(dataDir)?.databaseUrl;
  if (databaseUrl === undefined) return undefined;
  const isMade = embedded && settings.credentialKeys.length === 0;
  const credentialKeys = isMade ? (readKeys(keptCredentialKey(dataDir)) ?? []) : settings.credentialKeys;
  return { db: openDatabase(databaseUrl), settings: { ...settings, credentialKeys } };
}
