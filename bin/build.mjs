// Makes everything that the checkout does not hold: node_modules, Prisma's client, dist/. Does nothing twice.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { alone, fingerprint, ROOT, remember, remembered, run, STATE, say } from './steps.mjs';

const require = createRequire(import.meta.url);
const SOURCES = ['src', 'workflows', 'activities', 'bench', 'ordeals'];

/** Brings the checkout up to date. Safe to call from several processes at once. */
export async function prepare() {
  if (isUpToDate()) return;
  await alone(async () => {
    await install();
    await generateClient();
    await build();
  });
}

function isUpToDate() {
  return isInstalled() && clientIsCurrent(clientFingerprint()) && buildIsCurrent(buildFingerprint());
}

/** Every package that the lockfile demands on this platform is there in that version. */
function isInstalled() {
  const wanted = readLock('package-lock.json');
  const found = readLock('node_modules/.package-lock.json');
  if (!wanted || !found) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || entry.optional || entry.devOptional || entry.link) return true;
    return found[path]?.version === entry.version && found[path]?.integrity === entry.integrity;
  });
}

function readLock(name) {
  try {
    return JSON.parse(readFileSync(join(ROOT, name), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

async function install() {
  if (isInstalled()) return;
  say('Installing the packages of package-lock.json (npm ci; about a minute) ...');
  await run('npm ci', 'npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], { env: { NODE_ENV: '' } });
}

function clientFingerprint() {
  return fingerprint(['prisma/schema.prisma', 'node_modules/prisma/package.json']);
}

function clientIsCurrent(wanted) {
  return remembered('prisma-client') === wanted && existsSync(join(ROOT, 'src/database/generated/client.ts'));
}

async function generateClient() {
  const wanted = clientFingerprint();
  if (clientIsCurrent(wanted)) return;
  // Generating never runs the schema engine, but looks for it and would download it: any executable will do.
  const env = { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1' };
  await run("Generating Prisma's client", process.execPath, [binary('prisma', 'prisma'), 'generate'], {
    env,
  });
  remember('prisma-client', wanted);
}

function buildFingerprint() {
  const settings = ['tsconfig.json', 'tsconfig.build.json', 'bin/build.mjs', 'package-lock.json'];
  return `${fingerprint([...SOURCES, ...settings])} ${remembered('prisma-client')}`;
}

function buildIsCurrent(wanted) {
  return remembered('build') === wanted && existsSync(join(ROOT, 'dist'));
}

async function build() {
  const wanted = buildFingerprint();
  if (buildIsCurrent(wanted)) return;
  // Built beside and moved: a process that starts meanwhile finds the old build or the new one, never half of one.
  const fresh = join(STATE, 'dist-new');
  const old = join(STATE, 'dist-old');
  const target = join(ROOT, 'dist');
  for (const folder of [fresh, old]) rmSync(folder, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  const compiler = binary('typescript', 'tsc');
  await run('Compiling', process.execPath, [compiler, '-p', 'tsconfig.build.json', '--outDir', fresh]);
  for (const source of SOURCES) copyAssets(source, fresh);
  if (existsSync(join(ROOT, 'workflows/index.ts'))) {
    await run('Bundling the workflows', process.execPath, [join(ROOT, 'bin/bundle-workflows.mjs'), fresh]);
  }
  if (existsSync(target)) renameSync(target, old);
  renameSync(fresh, target);
  rmSync(old, { recursive: true, force: true });
  remember('build', wanted);
}

/** What the compiler leaves behind: specifications, pages, pictures, templates. */
function copyAssets(source, target) {
  const from = join(ROOT, source);
  if (!existsSync(from)) return;
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.endsWith('.ts')) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const copy = join(target, source, path.slice(from.length + 1));
    mkdirSync(dirname(copy), { recursive: true });
    cpSync(path, copy);
  }
}

/** The script behind a package's command; started by this very Node, so that no shell or PATH is needed. */
function binary(packageName, command) {
  const manifest = join(ROOT, 'node_modules', packageName, 'package.json');
  const { bin } = require(manifest);
  return join(dirname(manifest), typeof bin === 'string' ? bin : bin[command]);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await prepare();
  say('dist/ is up to date.');
}
