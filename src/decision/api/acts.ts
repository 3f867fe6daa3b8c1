import { z } from 'zod';
import type { ApiDeps } from '../../edge/http/deps';
import type { Route } from '../../edge/http/route';
import { findEngagement } from '../../engagement/store/engagements';
import { withOffers } from '../../engagement/store/offers';
import { questionsOf } from '../../engagement/store/questions';
import { loadPlaybook } from '../../playbook/store/playbooks';
import type { FormField } from '../../playbook/domain/form-field';
import type { PromiseRecord } from '../../database/generated/client';
import { escalationRoutes } from '../../promise/api/escalations';
import { findEscalationBehind } from '../../promise/store/escalations';
import { RESOURCES } from '../../subject/api/subjects';
import { findVendor } from '../../vendors/registry';
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
}

/** The acts on promises, by the routes of the API: what is taken there, and by whom, is decided there. */
export function actsOn(deps: ApiDeps): (promise: PromiseRecord) => Promise<Act[]> {
  const { db, vendors } = deps;
  const subjects = RESOURCES.map((resource) => ({
    handOver: resource.handOver,
    route: factRouteAmong(resource.routes(deps)),
  }));
  const escalations = factRouteAmong(escalationRoutes(deps));

  return async (promise) => {
    if (promise.state !== 'open') return [];
    const [offering, questions, escalation] = await Promise.all([
      withOffers(db, [promise]),
      questionsFor(promise),
      findEscalationBehind(db, promise),
    ]);
    const ways = (offering[0]?.keptBy ?? []) as { signal: string; body: Record<string, unknown> }[];
    const route = await routeTo(promise.subjectId);
    const keeping = ways.flatMap(({ signal, body }, index) => {
      const asked = signal === 'stepCompleted' ? questions : [];
      return route ? act(route, promise.subjectId, `keep-${index}`, signal, body, asked) : [];
    });
    const climbing =
      escalation === null || escalation.state === 'resolved'
        ? []
        : signalsOf(escalations).flatMap((signal) => act(escalations, escalation.id, signal, signal, {}, []));
    return [...keeping, ...climbing];
  };

  async function routeTo(subjectId: string): Promise<Route | undefined> {
    for (const { handOver, route } of subjects) {
      if ((await handOver.find(db, subjectId)) !== null) return route;
    }
    return undefined;
  }

  async function questionsFor(promise: PromiseRecord): Promise<readonly FormField[]> {
    const engagement = promise.engagementId ? await findEngagement(db, promise.engagementId) : null;
    if (!engagement) return [];
    const playbook = await loadPlaybook(db, engagement.playbookName, engagement.playbookVersion);
    return await questionsOf(db, playbook, promise, (name) => findVendor(name, vendors)?.linkHosts);
  }
}

function act(
  route: Route,
  targetId: string,
  key: string,
  signal: string,
  body: Record<string, unknown>,
  questions: readonly FormField[],
): Act[] {
  const schema = route.body?.kind === 'json-by-name' ? route.body.schemas[signal] : undefined;
  if (schema === undefined) return [];
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as BodySchema;
  return [{ key, signal, route, targetId, schema, body, inputs: inputsOf(json, body, questions) }];
}

function factRouteAmong(routes: readonly Route[]): Route {
  const found = routes.find(({ path }) => path.endsWith('/signals/{name}'));
  if (found === undefined) throw new Error('There is no route that takes facts.');
  return found;
}

function signalsOf({ body }: Route): string[] {
  return body?.kind === 'json-by-name' ? Object.keys(body.schemas) : [];
}
