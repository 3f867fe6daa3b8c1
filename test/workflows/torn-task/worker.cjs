// A worker in a process of its own, so that it can be stopped. Arguments: Temporal's address, the queue, the bundle,
// and how long local activities take, in milliseconds: each one in turn, and the last for all that follow.
const { setTimeout: delay } = require('node:timers/promises');
const { NativeConnection, Worker } = require('@temporalio/worker');

const [address, taskQueue, codePath, takesMs] = process.argv.slice(2);

const times = takesMs.split(',').map(Number);

async function note() {
  process.send('noting');
  await delay(times.length > 1 ? times.shift() : times[0]);
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
