import type { CheckedFact } from '../../fact/api/state-fact';
import { type HandedOver, type HandedOverRow, handOver } from '../../dispatch/hand-over';
import type { ApiDeps } from '../../edge/http/deps';
import type { Route } from '../../edge/http/route';
import { factRoute, type Statable } from '../../fact/api/fact-route';
import type { Bodies } from '../../fact/domain/body';
import { journalRoute } from '../../journal/api/journal';

/** What is declared of a subject for the API. Its kind and where it is found are its hand-over's. */
interface ResourceDeclaration<Row extends HandedOverRow, B extends Bodies>
  extends Omit<Statable<Row, B>, 'kind' | 'find' | 'subjectIdOf'> {
  /** With its article, as in "an engagement". */
  called: string;
  handOver: HandedOver<Row>;
  /** How it is begun, found and read. */
  routes(deps: ApiDeps): Route[];
}

/** A subject as the API serves it and the dispatcher hands it over. */
export interface Resource {
  handOver: HandedOver;
  /** Every operation on it: its own, its journal, and the statement of facts about it. */
  routes(deps: ApiDeps): Route[];
}

/** Declares a subject's resource. A fact is judged before its subject is handed over, if that was not done yet. */
export function resource<Row extends HandedOverRow, B extends Bodies>(
  declaration: ResourceDeclaration<Row, B>,
): Resource {
  const { handOver: handedOver, called, path, tag } = declaration;
  const { kind } = handedOver.subject;
  const find: HandedOver<Row>['find'] = (db, id) => handedOver.find(db, id);
  return {
    handOver: handedOver,
    routes: (deps) => [
      ...declaration.routes(deps),
      journalRoute(deps, { kind, called, path, tag, find }),
      factRoute(deps, {
        ...declaration,
        kind,
        find,
        check: async (stating, stated) => {
          const checked = await declaration.check(stating, stated);
          if (!stating.row.handedOverAt) await handOver(deps, handedOver, stating.row.id);
          const whenOver: CheckedFact['whenOver'] = async (fact) =>
            (await handedOver.whenOver?.(deps, stating.row, stated.signal, fact)) === true;
          return { whenOver, ...checked };
        },
      }),
    ],
  };
}
