import { Problem } from './problem';

/**
 * The first of the caller's wishes that is offered; the first one offered for whoever takes anything.
 * @param accept the header as it came
 * @param offered media types without parameters
 * @throws Problem `not-acceptable`
 */
export function chosenType<T extends string>(accept: string | undefined, offered: readonly [T, ...T[]]): T {
  for (const wish of (accept ?? '*/*').toLowerCase().split(',')) {
    const type = wish.split(';')[0]?.trim() ?? '';
    const found = offered.find((own) => type === '*/*' || type === own || type === `${own.split('/')[0]}/*`);
    if (found !== undefined) return found;
  }
  throw new Problem(
    'not-acceptable',
    `This comes as ${offered.join(', ')}. Nothing was done. Ask for one of these by Accept.`,
  );
}
