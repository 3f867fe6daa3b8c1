import { NOTHING_KEPT } from '../../../src/credential/domain/credential';
import { ActionRefusedError } from '../../../src/capability/refusal';
import type { Candidate } from '../connectors';
import { operationsOf } from '../operations';
import { newKey } from '../stand';
import { marksIn } from './leaks';

/** A vendor that people serve has to leave everything to them, and to say so without anything personal. */
export async function leftToPeople(candidate: Candidate): Promise<void> {
  const { vendor, connector } = candidate;
  expect(Object.keys(connector.operations)).toEqual([...vendor.provides]);
  const nothing = { find: async () => undefined, keep: async () => ({ vendorId: '', data: {}, atMs: 0 }) };
  const opened = vendor.open({ mode: 'unconfigured', baseUrl: '', values: {} }, NOTHING_KEPT);
  for (const { capability, operation } of operationsOf(candidate)) {
    const port = opened.port(capability, nothing);
    const error: unknown = await Promise.resolve(operation.run(port as never, newKey())).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(ActionRefusedError);
    expect(marksIn((error as Error).message)).toEqual([]);
  }
}
