import type { Calendar } from '../../promise/domain/clock/types';
import type { Connection } from '../../database/database';
import { loadPlaybook } from '../../playbook/store/playbooks';
import { loadServiceDesk } from '../../service-desk/store/versions';

/** What says by which rules and which calendar of theirs a client is served. */
export interface ServedBy {
  playbookName: string | null;
  playbookVersion: number | null;
  /** Of the service desk's rules, for what no playbook is for. */
  deskVersion: number | null;
  /** The name of the calendar in these rules; null: none of the client's own. */
  calendar: string | null;
}

/**
 * The client's time zone, as far as it is known: that of the calendar in which the client is served. A calendar that is
 * always open says nothing about where anybody is.
 */
export async function clientZone(db: Connection, served: ServedBy): Promise<string | null> {
  const { calendar: name } = served;
  const rules = name === null ? null : await rulesOf(db, served);
  const calendar: Calendar | undefined = name === null ? undefined : rules?.calendars[name];
  return calendar && calendar.hours !== '24x7' ? calendar.tz : null;
}

async function rulesOf(
  db: Connection,
  { playbookName, playbookVersion, deskVersion }: ServedBy,
): Promise<{ calendars: Record<string, Calendar> } | null> {
  if (playbookName !== null && playbookVersion !== null) {
    return await loadPlaybook(db, playbookName, playbookVersion);
  }
  return deskVersion === null ? null : await loadServiceDesk(db, deskVersion);
}
