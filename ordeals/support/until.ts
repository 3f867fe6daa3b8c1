import { setTimeout as delay } from 'node:timers/promises';

/** Waits until `look` finds something. @throws when it does not within the time, or `failed` says why it cannot */
export async function until<T>(
  what: string,
  look: () => Promise<T | null> | T | null,
  { withinMs = 60_000, failed = () => null as string | null } = {},
): Promise<T> {
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== null) {
      return found;
    }
    const why = failed();
    if (why !== null || performance.now() > giveUpAt) {
      throw new Error(why ?? `Waited in vain for ${what}`);
    }
    await delay(100);
  }
}
