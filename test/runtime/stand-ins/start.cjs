// `npm start` with stand-ins for the product's own processes: what supervises them is the real thing.
const { join } = require('node:path');
const { start } = require('../../../dist/src/runtime/start.js');

const processes = ['server', 'worker'].map((name) => ({ name, script: join(__dirname, `${name}.cjs`) }));
void start(process.argv.slice(2), process.env, processes);
