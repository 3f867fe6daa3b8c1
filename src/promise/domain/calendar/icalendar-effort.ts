import { icalendarMalformed } from './icalendar';

/** Some three hundred endless rules of years, or twenty of days; well below a second. */
const mostDays = 1_000_000;
/** More dates than any company closes, at some hundred bytes each. */
const mostClosures = 200_000;

/** What reading one iCalendar may cost: a text of endless rules is refused and holds nobody up. */
export class Effort {
  private days = 0;
  private closures = 0;

  /** @throws ClockError `ICALENDAR_MALFORMED` */
  spend(days: number): void {
    this.days += days;
    if (this.days > mostDays) throw icalendarMalformed('its rules recur more often than can be followed');
  }

  /** @throws ClockError `ICALENDAR_MALFORMED` */
  close(dates: number): void {
    this.closures += dates;
    if (this.closures > mostClosures) {
      throw icalendarMalformed(`its events close more than ${mostClosures} dates`);
    }
  }
}
