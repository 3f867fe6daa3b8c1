// `npm run lock:complete`: adds to package-lock.json the platform packages that a registry mirror left out.
// Some mirrors serve the native packages of one platform only; npm then writes a lockfile that `npm ci` refuses
// everywhere. Their versions are pinned by the packages that want them, and their names tell their platforms.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './steps.mjs';

const FILE = join(ROOT, 'package-lock.json');
const SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

const text = readFileSync(FILE, 'utf8');
const lock = JSON.parse(text);
const missing = Object.entries(lock.packages).flatMap(([path, entry]) =>
  Object.entries(entry.optionalDependencies ?? {})
    .filter(([name]) => !isThere(path, name))
    .map(([name, version]) => [`node_modules/${name}`, entryOf(name, version, entry)]),
);
lock.packages = Object.fromEntries(
  Object.entries({ ...lock.packages, ...Object.fromEntries(missing) }).sort(([a], [b]) => (a < b ? -1 : 1)),
);
if (missing.length > 0) writeFileSync(FILE, `${JSON.stringify(lock, undefined, 2)}\n`);
console.log(
  missing.length === 0 ? 'package-lock.json is complete.' : `Added ${missing.length} platform packages.`,
);

/** Whether Node would find the package from there: beside it, or in any node_modules above. */
function isThere(path, name) {
  for (let base = path; ; base = base.slice(0, Math.max(0, base.lastIndexOf('/node_modules/')))) {
    if (lock.packages[`${base === '' ? '' : `${base}/`}node_modules/${name}`]) return true;
    if (base === '') return false;
  }
}

function entryOf(name, version, wantedBy) {
  if (!/^\d+\.\d+\.\d+/.test(version))
    throw new Error(`${name} is wanted as ${version}: only a pinned version can be added.`);
  const words = name.split(/[/-]/);
  const os = SYSTEMS.filter((system) => words.includes(system));
  const cpu = PROCESSORS.filter((processor) => words.includes(processor));
  if (os.length !== 1 || cpu.length !== 1)
    throw new Error(`The platform of ${name} cannot be told from its name.`);
  const libc = words.some((word) => word.startsWith('musl'))
    ? 'musl'
    : words.some((word) => word.startsWith('gnu'))
      ? 'glibc'
      : '';
  return {
    version,
    cpu,
    ...(wantedBy.dev ? { dev: true } : {}),
    ...(libc === '' ? {} : { libc: [libc] }),
    optional: true,
    os,
  };
}
