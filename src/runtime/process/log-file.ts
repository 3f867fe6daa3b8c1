import { closeSync, copyFileSync, mkdirSync, openSync, readSync, statSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';

const DEFAULT_LIMIT_BYTES = 20 * 1024 * 1024;

/** A process's log file, opened so that several writers append and that it can be cut while it is written to. */
export function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true });
  rotateLog(path);
  return openSync(path, 'a', 0o600);
}

/** Moves a log that has grown past the limit to `<path>.1` (one generation is kept) and empties it in place. */
export function rotateLog(path: string, limitBytes: number = DEFAULT_LIMIT_BYTES): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= limitBytes) return;
  copyFileSync(path, `${path}.1`);
  truncateSync(path, 0);
}

/** The last lines of a log, for a message that says why a process ended. Empty when there is none. */
export function logTail(path: string, lines = 5): string {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const length = Math.min(size, 8_192);
  if (length === 0) return '';
  const buffer = Buffer.alloc(length);
  const file = openSync(path, 'r');
  try {
    readSync(file, buffer, 0, length, size - length);
  } finally {
    closeSync(file);
  }
  return buffer.toString('utf8').trimEnd().split('\n').slice(-lines).join('\n');
}
