import type { Candidate } from '../connectors';
import { operationsOf } from '../operations';
import { forEach, newKey, type Stand } from '../stand';

/** Something that every connector has to stand. @typeParam S what it is done on */
export interface ConformanceCase<S = Stand> {
  /** Short, for the head of a table; unlike any other. */
  readonly name: string;
  /** What is promised. */
  readonly promise: string;
  /** Why the vendor has no part in it; undefined when it has. */
  readonly without?: (candidate: Candidate) => string | undefined;
  readonly run: (stand: S, candidate: Candidate) => Promise<void>;
}

/** A case of HTTP alone: a vendor of another protocol is asked nothing by it, but where its stand-in listens. */
export function overHttp(run: ConformanceCase['run']): Pick<ConformanceCase, 'without' | 'run'> {
  const isOther = ({ vendor }: Candidate) => vendor.sandbox.listen !== undefined;
  return {
    without: (candidate) =>
      isOther(candidate) ? `${candidate.vendor.title} answers by no HTTP and no JSON` : undefined,
    async run(stand, candidate) {
      if (!isOther(candidate)) return await run(stand, candidate);
      const begunAt = stand.server.requests.length;
      await forEach(operationsOf(candidate), async (operation) => {
        await stand.run(candidate, operation, newKey());
      });
      const own = stand.server.requests
        .slice(begunAt)
        .filter((request) => request.vendor === candidate.vendor.name);
      expect([...new Set(own.map(({ path }) => path))]).toEqual(['/_port']);
    },
  };
}
