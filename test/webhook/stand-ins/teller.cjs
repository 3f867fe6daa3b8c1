// A process that tells the subscribers, as the worker does, and nothing else: one to be killed.
const { openDatabase } = require('../../../dist/src/database/database.js');
const { Bell } = require('../../../dist/src/dispatch/bell.js');
const { askSystem } = require('../../../dist/src/webhook/dispatch/addresses.js');
const { CALL_TIMEOUT_MS } = require('../../../dist/src/webhook/dispatch/call.js');
const { Subscribers } = require('../../../dist/src/webhook/dispatch/subscribers.js');

const [databaseUrl, nowMs] = process.argv.slice(2);
const deps = {
  db: openDatabase(databaseUrl, { connectionTimeoutMs: 30_000 }),
  clock: { productNow: () => Number(nowMs) },
  time: { scale: 1, anchorWallMs: 0, anchorProductMs: 0 },
  calls: {
    targets: { hosts: [], ranges: [], loopback: true },
    lookUp: askSystem,
    timeoutMs: CALL_TIMEOUT_MS,
  },
};
const subscribers = new Subscribers(deps, new Bell(), new AbortController().signal);
setInterval(() => void subscribers.round(), 100);
