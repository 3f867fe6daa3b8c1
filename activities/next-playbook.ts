import { Context } from '@temporalio/activity';
import type { Capability } from '../src/capability/actions';
import type { Database } from '../src/database/database';
import { isDatabaseOutage } from '../src/database/outage';
import type {
  NextPlaybook,
  NextPlaybookActivities,
  NextPlaybookRequest,
} from '../src/engagement/domain/next-playbook';
import { factsAskedFor } from '../src/playbook/domain/asked-facts';
import { planOf } from '../src/playbook/domain/plans';
import { loadPlaybook, resolvePlaybook } from '../src/playbook/store/playbooks';
import type { Clock } from '../src/promise/domain/time';
import { mendTrouble, reportTrouble } from '../src/trouble/store/troubles';

interface NextPlaybookDeps {
  db: Database;
  clock: Clock;
  /** The task queue that serves each capability where a playbook names none. */
  capabilities: Record<Capability, string>;
}

/** By what an engagement goes on when its playbook is done. */
export function createNextPlaybookActivities(deps: NextPlaybookDeps): NextPlaybookActivities {
  const { db, clock } = deps;
  const now = () => new Date(clock.productNow());
  return {
    async readNextPlaybook(request) {
      const trouble = { kind: 'nextPlaybook' as const, about: request.engagementId };
      try {
        const next = await readNext(deps, request);
        if (Context.current().info.attempt > 1) await mendTrouble(db, trouble, now());
        return next;
      } catch (error) {
        // A database that is away comes back; of everything else people must know.
        if (!isDatabaseOutage(error)) {
          const what = `The engagement cannot go on by its next playbook, ${request.playbook}`;
          const why = error instanceof Error ? error.message : String(error);
          const since = { subjectId: request.engagementId, what, why, sinceMs: clock.productNow() };
          await reportTrouble(db, { ...trouble, ...since }, now());
        }
        throw error;
      }
    },
  };
}

async function readNext(
  { db, capabilities }: NextPlaybookDeps,
  { engagementId, playbook: wanted }: NextPlaybookRequest,
): Promise<NextPlaybook> {
  const newest = await resolvePlaybook(db, wanted);
  if (!newest) {
    throw new Error(`No playbook ${wanted} is published. Publish it: the engagement goes on by itself then.`);
  }
  const playbook = await loadPlaybook(db, newest.name, newest.version);
  const { facts } = await db.engagement.findUniqueOrThrow({ where: { id: engagementId } });
  return {
    plan: planOf(playbook, newest.version),
    facts: factsAskedFor(playbook, facts as Record<string, string | number | boolean>),
    queues: { ...capabilities, ...playbook.vendors },
  };
}
