// `npm start` with stand-ins for the product's own processes: what supervises them is the real thing.
const path = require('node:path');
const { start } = require('../../../dist/src/runtime/start.js');

const processes = ['server', 'worker'].map((name) => ({ name, script: path.join(__dirname, `${name}.cjs`) }));
void start(process.argv.slice(2), process.env, processes);
