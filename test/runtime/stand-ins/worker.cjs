const events = require('node:events');
const { announceReady, runProcess } = require('../../../dist/src/runtime/process/child.js');

runProcess('worker', async (_settings, stop) => {
  announceReady();
  if (!stop.aborted) await events.once(stop, 'abort');
});
