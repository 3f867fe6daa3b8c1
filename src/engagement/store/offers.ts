import type { Connection } from '../../database/database';
import type { Way } from '../../journal/domain/rows';
import { suggestTeam } from '../../people/store/team';
import { loadPlaybook } from '../../playbook/store/playbooks';
import { fillIn, type Offered } from '../domain/kept-by';

/** A promise as it is kept, with the facts that keep it. */
interface Offering {
  engagementId: string | null;
  owedBy: string;
  state: string;
  keptBy: unknown;
}

/** Promises whose facts offer what only people's data can say: names as they are now, the team as it would be put together. */
export async function withOffers<P extends Offering>(db: Connection, promises: P[]): Promise<P[]> {
  const asking = promises.filter((promise) => promise.state === 'open' && asks(promise));
  if (asking.length === 0) {
    return promises;
  }
  const ids = [...new Set(asking.flatMap(({ engagementId }) => engagementId ?? []))];
  const engagements = await db.engagement.findMany({
    where: { id: { in: ids } },
    include: { contacts: { orderBy: { place: 'asc' }, take: 1, include: { contact: true } } },
  });
  const known = new Map(engagements.map((engagement) => [engagement.id, engagement]));
  const filled = new Map<P, P>();
  for (const promise of asking) {
    const engagement = known.get(promise.engagementId ?? '');
    if (engagement) {
      const offered = await offeredFor(db, engagement, promise);
      filled.set(promise, { ...promise, keptBy: waysOf(promise).map((way) => fillIn(way, offered)) });
    }
  }
  return promises.map((promise) => filled.get(promise) ?? promise);
}

type OfferingEngagement = {
  team: unknown;
  playbookName: string;
  playbookVersion: number;
  contacts: { contact: { name: string } }[];
};

async function offeredFor(
  db: Connection,
  { team: held, playbookName, playbookVersion, contacts }: OfferingEngagement,
  promise: Offering,
): Promise<Offered> {
  const team = held as Record<string, string>;
  const asked = new Set(waysOf(promise).flatMap(({ offers = {} }) => Object.values(offers)));
  const signatory = asked.has('signatory') ? (team['managing-director'] ?? team[promise.owedBy]) : undefined;
  const person = signatory
    ? await db.person.findUnique({ where: { id: signatory }, select: { name: true } })
    : null;
  const playbook = asked.has('team') ? await loadPlaybook(db, playbookName, playbookVersion) : null;
  return {
    contactName: contacts[0]?.contact.name ?? null,
    signatoryName: person?.name ?? null,
    team: playbook ? await suggestTeam(db, playbook.team, team) : {},
  };
}

function asks(promise: Offering): boolean {
  return waysOf(promise).some(({ offers }) => offers !== undefined);
}

function waysOf({ keptBy }: Offering): Way[] {
  return keptBy as Way[];
}
