import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartError } from '../../settings/start-error';

/** A user of this machine. */
export interface Account {
  uid: number;
  gid: number;
}

/** PostgreSQL refuses to run as root; then it runs as the system's `postgres` user, made when there is none. */
export function unprivilegedAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: 'pipe' }));
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    try {
      execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], {
        stdio: 'pipe',
      });
      return { uid: id('-u'), gid: id('-g') };
    } catch (error) {
      throw new StartError(
        'PostgreSQL does not run as root, and no user "postgres" could be made for it. ' +
          'Start as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.',
        { cause: error },
      );
    }
  }
}

/**
 * How to run a program as the account. Where the account cannot walk to the files (a checkout under /root or in
 * a private temporary folder), it gets the one capability to look through closed folders, by `setpriv`.
 */
export function asAccount(
  account: Account | undefined,
  clusterDir: string,
  binDir: string,
  program: string,
  args: string[],
) {
  if (!account) return { command: program, args };
  const closed = [clusterDir, binDir].some((path) => !othersMayEnter(dirname(path)));
  if (!closed) return { command: program, args, uid: account.uid, gid: account.gid };
  const capability = mayPass(CAP_DAC_READ_SEARCH) ? 'dac_read_search' : 'dac_override';
  return {
    command: 'setpriv',
    args: [
      `--reuid=${account.uid}`,
      `--regid=${account.gid}`,
      '--clear-groups',
      // Else access(2), by which PostgreSQL looks for its own programs, would not heed the capability.
      '--securebits=+no_setuid_fixup',
      `--inh-caps=+${capability}`,
      `--ambient-caps=+${capability}`,
      program,
      ...args,
    ],
  };
}

/** Numbers of capabilities are bits of /proc/self/status; containers often lack this one and have `dac_override`. */
const CAP_DAC_READ_SEARCH = 2n;

function mayPass(capability: bigint): boolean {
  const mask = /^CapBnd:\s*([0-9a-f]+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  return ((BigInt(`0x${mask}`) >> capability) & 1n) === 1n;
}

function othersMayEnter(folder: string): boolean {
  for (let path = folder; ; path = dirname(path)) {
    if ((statSync(path).mode & 0o001) === 0) return false;
    if (path === dirname(path)) return true;
  }
}
