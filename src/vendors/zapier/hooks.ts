import type { VendorSettings } from '../kit/vendor-settings';

/** Where Zapier takes what catch hooks are told. */
export const ZAPIER_HOOKS_URL = 'https://hooks.zapier.com';

/** What the sandbox has while the settings name none. */
export const SANDBOX_HOOKS = `sandbox=${ZAPIER_HOOKS_URL}/hooks/catch/1/sandbox/`;

/** As Zapier shows the address of a catch hook; whoever knows it may call it. */
const CATCH_HOOK = /^\/hooks\/catch\/\d+\/[A-Za-z0-9]+\/?$/;
const NAMED = /^([a-z][a-z0-9]*(?:-[a-z0-9]+)*)=(\S+)$/;

/**
 * The paths of the catch hooks that the settings name: `name=address` with commas between them.
 * @throws Error when one of them is none; the message shows no address
 */
export function catchHooksOf({ mode, values }: VendorSettings): ReadonlyMap<string, string> {
  const text = values['catchHooks'] ?? (mode === 'sandbox' ? SANDBOX_HOOKS : '');
  const entries = text.split(',').flatMap((entry) => entry.trim() || []);
  return new Map(entries.map(hookOf));
}

function hookOf(entry: string): [name: string, path: string] {
  const [, name = '', address = ''] = NAMED.exec(entry) ?? [];
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || url.origin !== ZAPIER_HOOKS_URL || !CATCH_HOOK.test(url.pathname)) {
    const which = name === '' ? 'An entry' : `The entry ${name}`;
    throw new Error(
      `${which} of ZAPIER_CATCH_HOOKS is none: write name=${ZAPIER_HOOKS_URL}/hooks/catch/1234567/abc123/, several with commas between them.`,
    );
  }
  return [name, url.pathname];
}

/** Names by commas. */
export function namesIn(text: string | undefined): string[] {
  return (text ?? '').split(',').flatMap((name) => name.trim() || []);
}
