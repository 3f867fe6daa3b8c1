import { z } from 'zod';
import type { ApiDeps } from '../../edge/http/deps';
import type { Route } from '../../edge/http/route';
import { findEngagement } from '../../engagement/store/engagements';
import { withOffers } from '../../engagement/store/offers';
import { questionsOf } from '../../engagement/store/questions';
import { loadPlaybook } from '../../playbook/store/playbooks';
import type { FormField } from '../../playbook/domain/form-field';
import type { Person, PromiseRecord } from '../../database/generated/client';
import type { Party } from '../../engagement/domain/facts/declare';
import { plannersOf } from '../../engagement/domain/plan/of-playbook';
import { ENGAGEMENT_FACTS } from '../../engagement/domain/facts/registry';
import { permits } from '../../engagement/domain/permissions';
import { factNamed } from '../../fact/domain/declaration';
import { deputyOf } from '../../people/store/people';
import { escalationRoutes } from '../../promise/api/escalations';
import { findEscalationBehind } from '../../promise/store/escalations';
import { RESOURCES } from '../../subject/api/subjects';
import { findVendor } from '../../vendors/registry';
import type { DecisionLink } from '../store/links';
import { type BodySchema, type Input, inputsOf } from '../domain/inputs';

/** A fact that can be stated about a promise now, or about the escalation that it has led to. */
export interface Act {
  /** Tells it from the others on the page. */
  readonly key: string;
  readonly signal: string;
  /** The route that takes it, and whose id stands in its path. */
  readonly route: Route;
  readonly targetId: string;
  readonly schema: z.ZodType;
  /** What is known of its body. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Null: something is needed that no field of a page can take. */
  readonly inputs: readonly Input[] | null;
  /** The roles that it is for, where it is known that this person has none of them; null otherwise: the route judges. */
  readonly reservedFor: readonly string[] | null;
}

/** The acts on promises, by the routes of the API: what is taken there, and by whom, is decided there. */
export function actsOn(deps: ApiDeps): (link: DecisionLink) => Promise<Act[]> {
  const { db, vendors, clock } = deps;
  const subjects = RESOURCES.map((resource) => ({
    handOver: resource.handOver,
    route: factRouteAmong(resource.routes(deps)),
  }));
  const escalations = factRouteAmong(escalationRoutes(deps));

  return async ({ promise, person }) => {
    if (promise.state !== 'open') return [];
    const [offering, { questions, reservedFor }, escalation] = await Promise.all([
      withOffers(db, [promise]),
      inEngagement(promise, person),
      // What keeps an update is said of its escalation already.
      promise.kind === 'update' ? null : findEscalationBehind(db, promise),
    ]);
    const ways = (offering[0]?.keptBy ?? []) as { signal: string; body: Record<string, unknown> }[];
    const route = await routeTo(promise.subjectId);
    const keeping = ways.flatMap(({ signal, body }, index) => {
      const asked = signal === 'stepCompleted' ? questions : [];
      const own = { key: `keep-${index}`, signal, body, reservedFor: reservedFor(signal, body) };
      return route ? act(route, promise.subjectId, own, asked) : [];
    });
    const climbing =
      escalation === null || escalation.state === 'resolved'
        ? []
        : signalsOf(escalations).flatMap((signal) =>
            act(escalations, escalation.id, { key: signal, signal, body: {}, reservedFor: null }, []),
          );
    return [...keeping, ...climbing];
  };

  async function routeTo(subjectId: string): Promise<Route | undefined> {
    for (const { handOver, route } of subjects) {
      if ((await handOver.find(db, subjectId)) !== null) return route;
    }
    return undefined;
  }

  /** What the playbook has to say about a promise of an engagement. */
  async function inEngagement(promise: PromiseRecord, person: Person): Promise<InEngagement> {
    const engagement = promise.engagementId ? await findEngagement(db, promise.engagementId) : null;
    if (!engagement) return { questions: [], reservedFor: () => null };
    const [playbook, absent] = await Promise.all([
      loadPlaybook(db, engagement.playbookName, engagement.playbookVersion),
      deputyOf(db, person.id, new Date(clock.productNow())),
    ]);
    const context = {
      decisions: playbook.decisions,
      planners: plannersOf(playbook),
      team: engagement.team as Record<string, string>,
      promise: { owedBy: promise.owedBy, assignee: promise.assigneeId },
    };
    const stater = { id: person.id, roles: person.roles, deputyOf: absent };
    return {
      questions: await questionsOf(
        db,
        playbook,
        engagement,
        promise,
        (name) => findVendor(name, vendors)?.linkHosts,
      ),
      reservedFor: (signal, { party }) => {
        const fact = factNamed(ENGAGEMENT_FACTS, signal);
        // Who answers an escalation is for its ladder to say.
        if (fact === undefined || fact.statedBy === 'ladder') return null;
        const verdict = permits(fact, stater, party ? { ...context, party: party as Party } : context);
        return verdict.permitted ? null : verdict.roles;
      },
    };
  }
}

interface InEngagement {
  readonly questions: readonly FormField[];
  readonly reservedFor: (signal: string, body: Record<string, unknown>) => readonly string[] | null;
}

function act(
  route: Route,
  targetId: string,
  own: Pick<Act, 'key' | 'signal' | 'body' | 'reservedFor'>,
  questions: readonly FormField[],
): Act[] {
  const schema = route.body?.kind === 'json-by-name' ? route.body.schemas[own.signal] : undefined;
  if (schema === undefined) return [];
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as BodySchema;
  return [{ ...own, route, targetId, schema, inputs: inputsOf(json, own.body, questions) }];
}

function factRouteAmong(routes: readonly Route[]): Route {
  const found = routes.find(({ path }) => path.endsWith('/signals/{name}'));
  if (found === undefined) throw new Error('There is no route that takes facts.');
  return found;
}

function signalsOf({ body }: Route): string[] {
  return body?.kind === 'json-by-name' ? Object.keys(body.schemas) : [];
}
