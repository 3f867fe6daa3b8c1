import { type Case, nameOf } from '../case';
import type { World } from '../world';
import type { Merged } from '../year';

/** One engagement for what was wanted, however often it was told and whatever was merged; clients are one as people said. */
export async function auditStarts(
  { db }: World,
  cases: readonly Case[],
  mergedClients: readonly Merged[],
): Promise<string[]> {
  const rows = await db.engagement.findMany({ include: { externals: true } });
  const findings: string[] = [];
  for (const one of cases) {
    const own = rows.filter(({ title }) => title === one.title);
    if (own.length !== 1) findings.push(`${nameOf(one)}: ${own.length} engagements for one`);
  }
  if (rows.length !== cases.length)
    findings.push(`${rows.length} engagements where ${cases.length} were wanted`);
  for (const one of cases) {
    const sharing = cases.filter(({ aliases }) => [...aliases].some((id) => one.aliases.has(id)));
    const standing = rows.filter(({ externals }) =>
      externals.some(({ externalId }) => one.aliases.has(externalId)),
    );
    const strangers = standing.filter(({ id }) => !sharing.some((other) => other.id === id));
    if (strangers.length > 0) {
      findings.push(
        `${nameOf(one)}: ${strangers.map(({ reference }) => reference).join(', ')} for its merged deal`,
      );
    }
  }
  return [...findings, ...clientFaults(rows, cases, mergedClients)];
}

/** Two engagements have one client exactly when their clients were meant, or found out, to be one. */
function clientFaults(
  rows: readonly { id: string; clientId: string }[],
  cases: readonly Case[],
  merged: readonly Merged[],
): string[] {
  const survivor = (key: string): string => {
    const found = merged.findLast(([from]) => from === key);
    return found && found[1] !== key ? survivor(found[1]) : key;
  };
  const begun = cases.flatMap((one) => {
    const clientId = rows.find(({ id }) => id === one.id)?.clientId;
    return clientId === undefined ? [] : [{ one, clientId, key: survivor(one.client.key) }];
  });
  return begun.flatMap(({ one, clientId, key }, index) =>
    begun.slice(index + 1).flatMap((other) => {
      const isSame = other.clientId === clientId;
      return isSame === (other.key === key)
        ? []
        : [
            `${nameOf(one)} and ${nameOf(other.one)} have ${isSame ? 'one client' : 'two clients'} (${key}, ${other.key})`,
          ];
    }),
  );
}
