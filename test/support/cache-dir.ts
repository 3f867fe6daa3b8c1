import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the servers that tests need are kept between runs: the product's own cache, outside the checkout. */
export function cacheDir(): string {
  const home = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return process.env['PROMISEKEEPER_CACHE_DIR'] || join(home, 'promisekeeper');
}
