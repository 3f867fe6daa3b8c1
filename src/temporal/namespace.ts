import { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from './search-attributes';
import type { TemporalSettings } from '../settings/settings';
import { StartError } from '../settings/start-error';

/** The numbers that Temporal's protocol (`temporal.api.enums.v1.IndexedValueType`) gives to the types used here. */
const TYPE_NUMBERS = { Keyword: 2, Int: 3, Datetime: 6 } as const;
const CONNECT_TIMEOUT_MS = 5_000;

/** Whether the server answers and knows the namespace. */
export async function namespaceAnswers(temporal: TemporalSettings): Promise<boolean> {
  let connection: Connection | undefined;
  try {
    connection = await Connection.connect({ ...temporal.connection, connectTimeout: 1_000 });
    await connection.workflowService.describeNamespace({ namespace: temporal.namespace });
    return true;
  } catch {
    return false;
  } finally {
    await connection?.close();
  }
}

/**
 * Makes sure that the namespace is there and knows the search attributes; adds those that are missing.
 * @returns the names of the attributes added now
 * @throws StartError when Temporal is out of reach, the namespace is missing, an attribute has another type, or
 *   this user may not add one; it says what to do
 */
export async function prepareNamespace(temporal: TemporalSettings): Promise<string[]> {
  const { address, namespace } = temporal;
  const connection = await connect(temporal);
  try {
    await demandNamespace(connection, address, namespace);
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    const missing: Record<string, number> = {};
    for (const [name, type] of Object.entries(SEARCH_ATTRIBUTES)) {
      const known: number | undefined = customAttributes?.[name];
      if (known === undefined) missing[name] = TYPE_NUMBERS[type];
      else if (known !== TYPE_NUMBERS[type]) {
        throw new StartError(
          `The search attribute ${name} of Temporal's namespace ${namespace} is not of type ${type}. Nothing was started. ` +
            'Use another namespace (TEMPORAL_NAMESPACE), or remove the attribute if nobody needs it.',
        );
      }
    }
    await addAttributes(connection, namespace, missing);
    return Object.keys(missing);
  } finally {
    await connection.close();
  }
}

async function connect(temporal: TemporalSettings): Promise<Connection> {
  try {
    return await Connection.connect({ ...temporal.connection, connectTimeout: CONNECT_TIMEOUT_MS });
  } catch (error) {
    throw new StartError(
      `Temporal at ${temporal.address} does not answer (${messageOf(error)}). Nothing was started. ` +
        'Is TEMPORAL_ADDRESS right, the server up, and TEMPORAL_TLS or TEMPORAL_API_KEY set if it wants them?',
      { cause: error },
    );
  }
}

async function demandNamespace(connection: Connection, address: string, namespace: string): Promise<void> {
  try {
    await connection.workflowService.describeNamespace({ namespace });
  } catch (error) {
    throw new StartError(
      `Temporal at ${address} cannot use the namespace ${JSON.stringify(namespace)} (${messageOf(error)}). Nothing was started. ` +
        `Set TEMPORAL_NAMESPACE to one that is there, or make it: temporal operator namespace create --namespace ${namespace}`,
      { cause: error },
    );
  }
}

async function addAttributes(
  connection: Connection,
  namespace: string,
  missing: Record<string, number>,
): Promise<void> {
  const names = Object.keys(missing);
  if (names.length === 0) return;
  try {
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: missing });
  } catch (error) {
    const commands = Object.entries(SEARCH_ATTRIBUTES)
      .filter(([name]) => name in missing)
      .map(
        ([name, type]) =>
          `  temporal operator search-attribute create -n ${namespace} --name ${name} --type ${type}`,
      );
    throw new StartError(
      `Temporal's namespace ${namespace} lacks search attributes, and this user may not add them (${messageOf(error)}). ` +
        `Nothing was started. Let somebody who may do it run:\n${commands.join('\n')}`,
      { cause: error },
    );
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
