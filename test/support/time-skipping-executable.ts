import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import {
  alone,
  downloadsReachable,
  executableIn,
  onPath,
  type Report,
  runPatiently,
} from '../../src/runtime/embedded/acquire';
import { freePort } from '../../src/runtime/process/ports';
import { cacheDir } from './cache-dir';

/** The newest test server on Maven Central that the SDK's own download offers too. */
const TEST_SERVER = 'io.temporal:temporal-test-server:1.38.0';

/**
 * Temporal's time-skipping test server as a program: a cached one, the SDK's download, or the same server from Maven
 * Central behind a script that runs it by Java (17 or newer).
 */
export function timeSkippingExecutable(report: Report): Promise<string> {
  const folder = join(cacheDir(), 'test-server');
  const cached = () => executableIn(folder, 'temporal-test-server');
  const found = cached();
  if (found !== undefined) return Promise.resolve(found);
  return alone(cacheDir(), 'test-server', report, async () => {
    const already = cached();
    if (already !== undefined) return already;
    if (await downloadsReachable('temporal-test-server')) return download(folder, report);
    return fromMaven(folder, report);
  });
}

async function download(folder: string, report: Report): Promise<string> {
  report("Downloading Temporal's time-skipping test server (once) ...");
  mkdirSync(folder, { recursive: true });
  const executable = { type: 'cached-download', downloadDir: folder, ttl: '3650d' } as const;
  await (await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } })).teardown();
  const path = executableIn(folder, 'temporal-test-server');
  if (path === undefined) throw new Error(`The download left no time-skipping test server in ${folder}.`);
  return path;
}

async function fromMaven(folder: string, report: Report): Promise<string> {
  const [maven, java] = [onPath('mvn'), onPath('java')];
  if (!maven || !java) {
    throw new Error(
      'The time-skipping test server can neither be downloaded (temporal.download is out of reach) nor taken from ' +
        'Maven Central: install Java 17 or newer and Maven.',
    );
  }
  report("Bringing Temporal's time-skipping test server from Maven Central (once; 38 MB) ...");
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  const [groupId, artifactId, version] = TEST_SERVER.split(':');
  const dependency = `<dependency><groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId><version>${version}</version></dependency>`;
  writeFileSync(
    join(draft, 'pom.xml'),
    `<project><modelVersion>4.0.0</modelVersion><groupId>promisekeeper</groupId><artifactId>test-server</artifactId><version>1</version><dependencies>${dependency}</dependencies></project>`,
  );
  const args = [
    '-B',
    '-q',
    '-f',
    join(draft, 'pom.xml'),
    'dependency:copy-dependencies',
    '-DoutputDirectory=lib',
  ];
  await runPatiently('bringing', maven, args, { timeoutMs: 10 * 60_000, report });
  writeFileSync(join(draft, NAME), SCRIPT);
  chmodSync(join(draft, NAME), 0o755);
  if (existsSync(folder)) rmSync(folder, { recursive: true });
  renameSync(draft, folder);
  await archiveClasses(folder);
  return join(folder, NAME);
}

const NAME = 'temporal-test-server';
const ARCHIVE = 'classes.jsa';

/**
 * One thread of compilation and a small collector: it starts in half the time, and tests are short. Classes that were read
 * before halve it again; Java does without them when they are not there or not its own.
 */
const SCRIPT = `#!/bin/sh
home=$(dirname "$0")
exec java "\${TEST_SERVER_CLASSES:--XX:SharedArchiveFile=$home/${ARCHIVE}}" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx512m \\
  -cp "$home/lib/*" io.temporal.testserver.TestServer "$@"
`;

const ARCHIVED_WITHIN_MS = 60_000;

/** Lets the server run once and keep the classes that it has read. Without them it starts as well, only slower. */
async function archiveClasses(folder: string): Promise<void> {
  const port = await freePort();
  const draft = join(folder, `${ARCHIVE}.draft`);
  const server = spawn(join(folder, NAME), [String(port), '--enable-time-skipping'], {
    env: { ...process.env, TEST_SERVER_CLASSES: `-XX:ArchiveClassesAtExit=${draft}` },
    stdio: 'ignore',
    timeout: ARCHIVED_WITHIN_MS,
    killSignal: 'SIGKILL',
  });
  const ended = once(server, 'exit');
  await Promise.race([ended, answersAt(port)]);
  server.kill('SIGTERM');
  await ended;
  if (existsSync(draft)) renameSync(draft, join(folder, ARCHIVE));
}

async function answersAt(port: number): Promise<void> {
  const connection = await Connection.connect({
    address: `127.0.0.1:${port}`,
    connectTimeout: ARCHIVED_WITHIN_MS,
  });
  await connection.close();
}
