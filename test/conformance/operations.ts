import type { Capability } from '../../src/capability/actions';
import type { Making, Operation } from './connector';
import type { Candidate } from './connectors';

/** One function of a port, by its name, with what it makes. */
export interface NamedOperation {
  readonly name: string;
  readonly capability: Capability;
  readonly operation: Operation<never>;
}

/** One call of an operation that makes something. */
export interface NamedMaking {
  readonly name: string;
  readonly of: NamedOperation;
  readonly making: Making;
}

/** Every function of every port that the vendor provides, as the suite declares it. */
export function operationsOf({ connector }: Candidate): NamedOperation[] {
  return Object.entries(connector.operations).flatMap(([capability, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      name: `${capability}.${method}`,
      capability: capability as Capability,
      operation: operation as Operation<never>,
    })),
  );
}

export function makingsOf(candidate: Candidate): NamedMaking[] {
  return operationsOf(candidate).flatMap((of) =>
    (of.operation.makes ?? []).map((making) => ({
      name: `${of.name} (${making.call.method} ${making.call.path})`,
      of,
      making,
    })),
  );
}
