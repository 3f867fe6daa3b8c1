import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Client, Connection, type WorkflowExecutionInfo } from '@temporalio/client';
import { RealInstallation, until } from '../../ordeals/support/real-installation';
import { addHistory } from './histories';
import { playCourses } from './play-courses';
import { playProject } from './play-projects';

type History = Parameters<typeof addHistory>[2];

const ROOT = join(__dirname, '../..');
/** Enough of each type to have its branches, few enough to replay in seconds. */
const OF_EACH_TYPE = 3;

/** Plays the product's main journeys on a real installation and keeps what Temporal wrote down of them. */
it('records what an installation does', async () => {
  const installation = await RealInstallation.start({ PROMISEKEEPER_TIME_SCALE: '3600' });
  try {
    execFileSync(process.execPath, ['bin/run.mjs', 'demo'], {
      cwd: ROOT,
      env: installation.commandEnv(),
      stdio: 'inherit',
    });
    await playRevisionAndCancellation(installation);
    await playCourses(installation);
    await playProject(installation);
    await playTicket(installation);
    await playIncident(installation);
    await playProblem(installation);
    await record(installation);
  } finally {
    await installation.remove();
  }
}, 1_200_000);

async function playRevisionAndCancellation(installation: RealInstallation): Promise<void> {
  await installation.putDeal('901', 'A deal that is called off', 'planning_proposal');
  await installation.hubspotSays('901', 'planning_proposal');
  const { id } = await until('the engagement', async () => {
    return (await installation.engagementsNamed('A deal that is called off'))[0] ?? null;
  });
  const state = async (signal: string, body: object) =>
    await installation.call(
      'POST',
      `/v1/engagements/${id}/signals/${signal}`,
      body,
      await installation.tokenOf('operations-manager'),
    );
  await until('its first task', async () => {
    const { promises } = await installation.engagement(id);
    return promises.find((promise) => promise.state === 'open' && promise.keptBy.length > 0) ?? null;
  });
  await state('held', { reason: 'the client is on holiday' });
  await state('resumed', {});
  await state('cancelled', { reason: 'the client has changed their mind' });
  await until('its end', async () =>
    (await installation.engagement(id)).status === 'cancelled' ? true : null,
  );
  await playMoneyAfterTheEnd(installation, id);
}

async function playMoneyAfterTheEnd(installation: RealInstallation, id: string): Promise<void> {
  const path = `/v1/engagements/${id}/signals`;
  const manager = await installation.tokenOf('finance-manager');
  await installation.call('POST', `${path}/paymentReceived`, { amount: '1.00', currency: 'EUR' }, manager);
  const ask = async () => {
    const { promises } = await installation.engagement(id);
    return promises.find((promise) => promise.state === 'open' && promise.keptBy.length > 0) ?? null;
  };
  const { keptBy, owedBy } = await until('somebody to be asked about it', ask);
  const way = keptBy[0]!;
  await installation.call('POST', `${path}/${way.signal}`, way.body, await installation.tokenOf(owedBy));
  await until('nobody to be asked any more', async () => ((await ask()) === null ? true : null));
}

async function playTicket(installation: RealInstallation): Promise<void> {
  const agent = await installation.tokenOf('support-agent');
  const opened = await installation.call<{ id: string }>('POST', '/v1/tickets', {
    client: 'A client',
    requester: { name: 'Rita Requester', email: 'rita@client.example' },
    subject: 'Nothing works',
    description: 'Since this morning.',
    channel: 'email',
    priority: 'critical',
    category: 'outage',
  });
  const state = async (signal: string, body: object) =>
    await installation.call('POST', `/v1/tickets/${opened.body.id}/signals/${signal}`, body, agent);
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  await state('responded', { public: true });
  await state('waitingForClient', {});
  await state('clientReplied', {});
  await state('resolved', {});
  await state('completionApproved', {});
}

async function playIncident(installation: RealInstallation): Promise<void> {
  const manager = await installation.tokenOf('operations-manager');
  const declared = await installation.call<{ id: string }>(
    'POST',
    '/v1/incidents',
    { kind: 'systemFailure', title: 'Everything is down', engagements: [], tickets: [] },
    manager,
  );
  const path = `/v1/incidents/${declared.body.id}/signals`;
  await installation.call('POST', `${path}/updateGiven`, { text: 'We are on it.' }, manager);
  await installation.call('POST', `${path}/closed`, { rootCause: 'A full disk.' }, manager);
}

async function playProblem(installation: RealInstallation): Promise<void> {
  const manager = await installation.tokenOf('operations-manager');
  const tickets = await installation.call<{ items: { id: string }[] }>('GET', '/v1/tickets?limit=1');
  const opened = await installation.call<{ id: string }>(
    'POST',
    '/v1/problems',
    {
      title: 'Nothing works on Mondays',
      source: 'teamObservation',
      tickets: tickets.body.items.map(({ id }) => id),
    },
    manager,
  );
  const state = async (signal: string, body: object, token: string) =>
    await until(signal, async () => {
      const path = `/v1/problems/${opened.body.id}/signals/${signal}`;
      const { status } = await installation.call(
        'POST',
        path,
        { ...body, commandId: signal + rounds },
        token,
      );
      return status === 202 ? true : null;
    });
  let rounds = 1;
  await state('rootCauseFound', { rootCause: 'A full disk.' }, manager);
  for (; rounds <= 2; rounds += 1) {
    await state('fixImplemented', { solution: 'A larger one.' }, manager);
    const effect = { metric: 'outagesInAWeek', before: 3, after: 3 - rounds };
    await state('effectMeasured', effect, await installation.tokenOf('account-manager'));
    if (rounds === 1) await state('refinementRequested', { reason: 'One is left.' }, manager);
  }
  await state('closed', {}, manager);
  await until('its end', async () => {
    const { body } = await installation.call<{ status: string }>('GET', `/v1/problems/${opened.body.id}`);
    return body.status === 'closed' ? true : null;
  });
}

async function record(installation: RealInstallation): Promise<void> {
  const connection = await Connection.connect({ address: installation.temporalAddress });
  const client = new Client({ connection });
  const { serverVersion: server } = await connection.workflowService.getSystemInfo({});
  const counts = new Map<string, number>();
  const executions: WorkflowExecutionInfo[] = [];
  for await (const execution of client.workflow.list()) executions.push(execution);
  // The newest come first in the list: what is played later is recorded under later numbers.
  for (const execution of executions.filter(isOurs).reverse()) {
    const { workflowId, type: workflowType } = execution;
    const history = await client.workflow.getHandle(workflowId, execution.runId).fetchHistory();
    // What runs on a patch is another kind: the histories of before stay beside it.
    const kind = [workflowType, execution.status.name.toLowerCase(), ...patchesOf(history)].join('-');
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    if (count <= OF_EACH_TYPE) {
      const recordedWith = { server: server ?? '', sdk: '1.24.0', at: new Date().toISOString().slice(0, 10) };
      addHistory(`${kind}-${count}`, { workflowType, workflowId, recordedWith }, history);
    }
  }
  await connection.close();
}

/** The patches that a run has passed, in their order, each once. */
function patchesOf({ events }: History): string[] {
  const ids = (events ?? []).flatMap(({ markerRecordedEventAttributes: marker }) => {
    const data = marker?.details?.['patch-data']?.payloads?.[0]?.data;
    return data ? [(JSON.parse(Buffer.from(data).toString('utf8')) as { id: string }).id] : [];
  });
  return [...new Set(ids)];
}

// Temporal's own scheduler runs as a workflow too.
function isOurs({ type }: WorkflowExecutionInfo): boolean {
  return !type.startsWith('temporal-');
}
