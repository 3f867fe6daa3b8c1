import { openDatabase } from '../../src/database/database';
import { clockOf } from '../../src/promise/domain/time';
import type { Ledger } from '../work/ledger';
import type { RealInstallation } from '../support/real-installation';
import { mailObjects, readCalendar, readDrive, readMails } from '../vendors/google';
import { readHubspot } from '../vendors/hubspot';
import { readSlack } from '../vendors/slack';
import type { VendorObject } from '../vendors/vendor-object';
import { readXero } from '../vendors/xero';
import { readBooks } from './books';
import type { Finding } from './finding';
import { judgeReadModel, judgeRest } from './house';
import { judgeAccepted, judgeToldOnce } from './journals';
import { judgeLadders } from './ladders';
import { judgeMessages, judgeNotices } from './notices';
import { judgeObjects } from './objects';

/** What was found, and how much was looked at: a judgement on nothing is worth nothing. */
export interface Verdict {
  findings: Finding[];
  figures: Record<string, number>;
}

/**
 * Looks at an installation that rests: what its clients know, what its journals say, what the vendors hold and what
 * people read must be one story, told once.
 */
export async function judge(installation: RealInstallation, ledger: Ledger): Promise<Verdict> {
  const db = openDatabase(installation.databaseUrl, { statementTimeoutMs: 60_000 });
  try {
    const books = await readBooks(installation, ledger, db, clockOf(installation.time, Date.now));
    const mails = await readMails(installation);
    const chat = await readSlack(
      installation,
      books.people.map(({ email }) => email),
    );
    const objects = [
      ...chat.objects,
      ...mailObjects(mails),
      ...(await readCalendar(installation)),
      ...(await readDrive(installation)),
      ...(await readHubspot(installation)),
      ...(await readXero(installation)),
    ];
    const readModel = await judgeReadModel(db);
    const findings = [
      ...judgeAccepted(books, ledger),
      ...judgeToldOnce(books),
      ...judgeLadders(books),
      ...judgeObjects(books, objects),
      ...judgeNotices(books),
      ...judgeMessages(books, mails, chat.messages),
      ...(await judgeRest(installation, books, ledger)),
      ...readModel.findings,
    ];
    const entries = books.subjects.flatMap(({ journal }) => journal);
    const climbs = entries.filter(({ kind }) => kind === 'escalationRaised' || kind === 'escalationClimbed');
    const figures = {
      'journal entries': entries.length,
      'levels told': climbs.length,
      crises: books.subjects.filter(({ of }) => of === 'incidents').length,
      notices: books.notices.length,
      'rows of the read model': readModel.rows,
      ...countByKind(objects),
    };
    return { findings, figures };
  } finally {
    await db.$disconnect();
  }
}

function countByKind(objects: readonly VendorObject[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of objects) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
