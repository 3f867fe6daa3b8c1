#!/usr/bin/env node
// The door of every command: `node bin/run.mjs COMMAND [ARGUMENTS]`. Runs before anything is installed, so it needs
// nothing but Node; brings the checkout up to date, then becomes the command.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const COMMANDS = {
  start: () => 'dist/src/start.js',
  demo: () => 'dist/src/demo.js',
  clock: () => 'dist/src/clock-command.js',
  connect: () => 'dist/src/connect-command.js',
  rebuild: () => 'dist/src/rebuild-command.js',
  'db:migration': () => 'dist/src/runtime/db-migration-command.js',
  bench: (args) => `dist/bench/${args.shift() ?? 'all'}.js`,
  ordeal: (args) => `dist/ordeals/${args.shift() ?? 'kill'}.js`,
  test: () => 'bin/test.mjs',
  quality: () => 'bin/quality.mjs',
  house: () => 'bin/house.mjs',
  mission: () => 'bin/mission.mjs',
  conformance: () => 'bin/conformance.mjs',
};

async function main([name, ...args]) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Error(
      `Promisekeeper needs Node 20.19 or newer; this is ${process.version}. Nothing was started.`,
    );
  }
  if (!Object.hasOwn(COMMANDS, name ?? '')) {
    throw new Error(
      `Unknown command ${JSON.stringify(name)}. Commands: ${Object.keys(COMMANDS).join(', ')}.`,
    );
  }
  const { prepare } = await import('./build.mjs');
  const { ROOT } = await import('./steps.mjs');
  await prepare();
  const script = join(ROOT, COMMANDS[name](args));
  if (!existsSync(script)) throw new Error(`There is no ${script}: check the spelling of the command.`);
  process.setSourceMapsEnabled(true);
  // The command runs in this very process, as if it had been started itself.
  process.argv = [process.execPath, script, ...args];
  await import(pathToFileURL(script).href);
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
