import { readFileSync } from 'node:fs';

const CHECK_MS = 500;

/**
 * Notices when the `npm` that started this process was killed: it cannot pass that on, and the terminal would be
 * free while everything went on running unseen. Does nothing for a process that npm did not start.
 * @returns a function that ends the watch
 */
export function onNpmGone(tell: () => void): () => void {
  if (!process.env['npm_lifecycle_event']) return () => undefined;
  const shellOrNpm = process.ppid;
  // npm runs a script by a shell, which may stay between the two.
  const between = /^(sh|bash|dash|ash|zsh)$/.test(nameOf(shellOrNpm));
  const npm = between ? parentOf(shellOrNpm) : undefined;
  const timer = setInterval(() => {
    if (process.ppid === shellOrNpm && (npm === undefined || parentOf(shellOrNpm) === npm)) return;
    clearInterval(timer);
    tell();
  }, CHECK_MS);
  timer.unref();
  return () => clearInterval(timer);
}

function nameOf(pid: number): string {
  return read(`/proc/${pid}/comm`).trim();
}

function parentOf(pid: number): number | undefined {
  const parent = /^PPid:\s*(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1];
  return parent === undefined ? undefined : Number(parent);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
