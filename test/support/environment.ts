import type { ConnectionPlugin } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { SEARCH_ATTRIBUTES } from '../../src/temporal/search-attributes';

/** A database of its own for a test file: migrated, empty but for the service desk's rules, and gone with the jest run. */
export function databaseUrl(): Promise<string> {
  return ask('/database');
}

/** The workflows of today, bundled once for all test files of a jest run. */
export async function workflowBundle(): Promise<{ codePath: string }> {
  return { codePath: await ask('/workflow-bundle') };
}

/** A database of its own without any table. */
export function emptyDatabaseUrl(): Promise<string> {
  return ask('/empty-database');
}

/**
 * The address of Temporal's development server that all test files of a jest run share (namespace `default`, the
 * product's search attributes registered). It keeps real time. Use workflow ids and task queues of your own.
 */
export function devServerAddress(): Promise<string> {
  return ask('/temporal');
}

/**
 * A time-skipping Temporal server of its own for a test file, with the product's search attributes registered: one
 * such server has one clock for all its workflows. Ready in one to two seconds; call `teardown()` at the end.
 */
export async function createTimeSkippingEnvironment(): Promise<TestWorkflowEnvironment> {
  const path = await ask('/time-skipping-executable');
  const environment = await startTimeSkipping(path);
  const numbers = { Keyword: 2, Int: 3, Datetime: 6 } as const;
  const searchAttributes = Object.fromEntries(
    Object.entries(SEARCH_ATTRIBUTES).map(([name, type]) => [name, numbers[type]]),
  );
  await environment.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes,
  });
  return environment;
}

/**
 * A jump over a busy stretch of time is one call that says nothing for minutes. The server takes the pings that the SDK
 * sends meanwhile for an attack and hangs up, and its clock then stands for good.
 */
export const WITHOUT_PINGS: ConnectionPlugin = {
  name: 'without-pings',
  configureConnection: (options) => ({
    ...options,
    channelArgs: { ...options.channelArgs, 'grpc.keepalive_time_ms': undefined },
  }),
};

/** The SDK gives a server five seconds to start, which a JVM on a busy machine can miss. */
async function startTimeSkipping(path: string, triesLeft = 15): Promise<TestWorkflowEnvironment> {
  try {
    return await TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path } },
      plugins: [WITHOUT_PINGS],
    });
  } catch (error) {
    if (triesLeft === 0) throw error;
    return startTimeSkipping(path, triesLeft - 1);
  }
}

async function ask(path: string): Promise<string> {
  const door = process.env['PROMISEKEEPER_TEST_SERVERS'];
  if (!door) throw new Error('The shared servers are opened by jest: run this test by npm test.');
  const response = await fetch(`${door}${path}`);
  const text = await response.text();
  if (!response.ok) throw new Error(`The shared servers could not serve ${path}:\n${text}`);
  return text;
}
