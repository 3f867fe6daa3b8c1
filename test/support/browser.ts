import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Browser, chromium } from 'playwright-core';

/** A real browser, without a window. */
export interface TestBrowser {
  readonly browser: Browser;
  close(): Promise<void>;
}

/** The package that has the browser is a module that jest cannot load, so it runs in a process of its own. */
export async function openBrowser(): Promise<TestBrowser> {
  const server = spawn(process.execPath, [join(__dirname, 'browser-server.mjs')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const said = once(createInterface({ input: server.stdout }), 'line') as Promise<[string]>;
  const ended = once(server, 'exit').then(([code]) => {
    throw new Error(`The browser did not start (exit code ${String(code)}): what it said stands above.`);
  });
  const [endpoint] = await Promise.race([said, ended]);
  // From here on it ends because it is told to.
  ended.catch(() => undefined);
  const browser = await chromium.connect(endpoint);
  return {
    browser,
    close: async () => {
      await browser.close();
      const gone = once(server, 'exit');
      server.stdin.end();
      await gone;
    },
  };
}
