/** Words that stand in everything secret and everything personal, and nowhere else: wherever one turns up, it leaked. */
export const SECRET_MARK = 'zq7secret';
export const PERSONAL_MARK = 'zq7person';

export function secret(name: string): string {
  return `${SECRET_MARK}-${name}`;
}

/** What is personal of the client of a key. */
export function personal(key: string) {
  return {
    name: `Ada ${PERSONAL_MARK} ${key}`,
    email: `${PERSONAL_MARK}.${key}@client.example`.toLowerCase(),
    text: `Dear ${PERSONAL_MARK} ${key}, we shall meet on Tuesday.`,
    company: `${PERSONAL_MARK} ${key} & Sons`,
  };
}
