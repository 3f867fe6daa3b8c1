import { conflict, invalid, type Problem } from '../../edge/http/problem';
import { forbidden } from '../../fact/api/refusals';
import type { Engagement } from '../store/engagements';
import type { NotTaken } from '../store/stated/judge';

/** How a person is answered whose fact of an engagement cannot be taken. */
export function problemOf(refused: NotTaken, signal: string, { reference, status }: Engagement): Problem {
  switch (refused.why) {
    case 'wrong':
      return invalid([...refused.faults]);
    case 'notAllowed':
      return forbidden([...refused.roles]);
    case 'settled':
      return conflict(`The promise "${refused.title}" is ${refused.state} already. Nothing was changed.`);
    case 'nothingWaits':
      return conflict(
        `No open promise waits for ${signal}. Nothing was changed. Look at keptBy of the open promises.`,
      );
    case 'ended':
      return conflict(`${reference} is ${status}: it takes no more facts. Nothing was changed.`);
  }
}
