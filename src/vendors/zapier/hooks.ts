import type { VendorSettings } from '../kit/vendor-settings';

/** As Zapier shows the address of a catch hook; whoever knows it may call it. */
const CATCH_HOOK = /^\/hooks\/catch\/\d+\/[A-Za-z0-9]+\/?$/;
const NAMED = /^([a-z][a-z0-9]*(?:-[a-z0-9]+)*)=(\S+)$/;

/**
 * The paths of the catch hooks that the settings name: `name=address` with commas between them.
 * @param host where Zapier takes them
 * @throws Error when one of them is none; the message shows no address
 */
export function catchHooksOf({ values }: VendorSettings, host: string): ReadonlyMap<string, string> {
  const entries = (values['catchHooks'] ?? '').split(',').flatMap((entry) => entry.trim() || []);
  return new Map(entries.map((entry) => hookOf(entry, host)));
}

function hookOf(entry: string, host: string): [name: string, path: string] {
  const [, name = '', address = ''] = NAMED.exec(entry) ?? [];
  const url = URL.parse(address);
  if (url === null || url.origin !== host || !CATCH_HOOK.test(url.pathname)) {
    const which = name === '' ? 'An entry' : `The entry ${name}`;
    throw new Error(
      `${which} of ZAPIER_CATCH_HOOKS is none: write name=${host}/hooks/catch/1234567/abc123/, several with commas between them.`,
    );
  }
  return [name, url.pathname];
}

/** Names by commas. */
export function namesIn(text: string | undefined): string[] {
  return (text ?? '').split(',').flatMap((name) => name.trim() || []);
}
