const http = require('node:http');
const events = require('node:events');
const { announceReady, runProcess } = require('../../../dist/src/runtime/process/child.js');

runProcess('server', async (settings, stop) => {
  const server = http.createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ path: request.url, pid: process.pid, time: settings.time }));
  });
  server.listen(settings.port, settings.host);
  await events.once(server, 'listening');
  announceReady();
  if (!stop.aborted) await events.once(stop, 'abort');
  server.closeAllConnections();
  server.close();
});
