import type { Calendar } from '../../promise/domain/clock/types';
import type { Connection } from '../../database/database';
import { loadPlaybook } from '../../playbook/store/playbooks';
import { serviceDesk } from '../../service-desk/store/service-desk';

/** What says by which rules and which calendar of theirs a client is served. */
export interface ServedBy {
  playbookName: string | null;
  playbookVersion: number | null;
  /** The name of the calendar in these rules; null: none of the client's own. */
  calendar: string | null;
}

/**
 * The client's time zone, as far as it is known: that of the calendar in which the client is served. A calendar that is
 * always open says nothing about where anybody is.
 */
export async function clientZone(db: Connection, served: ServedBy): Promise<string | null> {
  const { playbookName, playbookVersion, calendar: name } = served;
  if (name === null) {
    return null;
  }
  const rules =
    playbookName === null || playbookVersion === null
      ? serviceDesk().desk
      : await loadPlaybook(db, playbookName, playbookVersion);
  const calendar: Calendar | undefined = rules.calendars[name];
  return calendar && calendar.hours !== '24x7' ? calendar.tz : null;
}
