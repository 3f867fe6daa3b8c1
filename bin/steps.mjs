// What the commands share: progress on the screen, fingerprints of files, and a lock between two commands at once.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
/** What the bootstrap remembers between two commands; never holds anything that cannot be made again. */
export const STATE = join(ROOT, '.build');

/** Progress goes to stderr: the stdout of a command is its own. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/**
 * Runs a program; when it takes longer than two seconds, says every ten how long it has been at it.
 * Its output is shown only when it fails, or when `show` is set.
 */
export async function run(title, command, args, { env = {}, show = false } = {}) {
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  const first = setTimeout(() => say(`  ${title} ...`), 2_000);
  const timer = setInterval(() => say(`  ${title} ... ${seconds()} s`), 10_000);
  const output = [];
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', show ? 2 : 'pipe', show ? 2 : 'pipe'],
  });
  child.stdout?.on('data', (chunk) => output.push(chunk));
  child.stderr?.on('data', (chunk) => output.push(chunk));
  try {
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status, signal) => resolve(signal ?? status));
    });
    if (code !== 0) {
      throw new Error(
        `${title} failed (${command} ended with ${code}).\n${Buffer.concat(output).toString()}`,
      );
    }
  } finally {
    clearTimeout(first);
    clearInterval(timer);
  }
}

/** A fingerprint of the contents of files and folders (all files in them), names included. */
export function fingerprint(paths) {
  const hash = createHash('sha256').update(process.version);
  for (const path of paths) addTo(hash, join(ROOT, path), path);
  return hash.digest('hex');
}

function addTo(hash, path, name) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory()) {
    if (name === 'src/database/generated') return;
    for (const entry of readdirSync(path).sort()) addTo(hash, join(path, entry), `${name}/${entry}`);
  } else if (found) {
    hash.update(`\0${name}\0`).update(readFileSync(path));
  }
}

/** What `remember` wrote under this name, or an empty text. */
export function remembered(name) {
  try {
    return readFileSync(join(STATE, name), 'utf8');
  } catch {
    return '';
  }
}

export function remember(name, value) {
  mkdirSync(STATE, { recursive: true });
  writeFileSync(join(STATE, name), value);
}

/** Runs `work` while no other command on this checkout runs it; a lock whose holder has died is taken over. */
export async function alone(work) {
  const lock = join(STATE, 'lock');
  mkdirSync(STATE, { recursive: true });
  for (let waited = 0; !tryLock(lock); waited += 100) {
    if (waited === 2_000) say('  waiting for another command that builds this checkout ...');
    await delay(100);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function tryLock(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (!holderLives(lock)) rmSync(lock, { force: true });
    return false;
  }
}

function holderLives(lock) {
  try {
    const holder = Number(readFileSync(lock, 'utf8'));
    // An empty file: its holder is between making it and writing to it.
    if (holder === 0) return Date.now() - statSync(lock).mtimeMs < 2_000;
    process.kill(holder, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM' || error.code === 'ENOENT';
  }
}
