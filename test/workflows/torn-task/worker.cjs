// A worker in a process of its own, so that it can be stopped. Arguments: Temporal's address, the queue, the bundle,
// and how long a local activity takes, in milliseconds.
const { setTimeout: delay } = require('node:timers/promises');
const { NativeConnection, Worker } = require('@temporalio/worker');

const [address, taskQueue, codePath, takesMs] = process.argv.slice(2);

async function note() {
  process.send('noting');
  await delay(Number(takesMs));
}

async function main() {
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection,
    taskQueue,
    workflowBundle: { codePath },
    stickyQueueScheduleToStartTimeout: '300 milliseconds',
    activities: { note },
  });
  process.send('up');
  await worker.run();
}

void main();
