import type { Installation } from './installation';

/** The people of the demo and what they do in the company. */
const PEOPLE: { name: string; roles: string[] }[] = [
  { name: 'Olga Okafor', roles: ['operations-manager'] },
  { name: 'Adam Ahlberg', roles: ['accountable-manager', 'account-manager'] },
  { name: 'Cleo Castillo', roles: ['customer-relationship-manager'] },
  { name: 'Sam Sato', roles: ['sales-manager'] },
  { name: 'Fiona Fischer', roles: ['finance-manager'] },
  { name: 'Hugo Haas', roles: ['head-of-department'] },
  { name: 'Mara Moreau', roles: ['managing-director', 'head-of-revenue'] },
  { name: 'Pia Petrov', roles: ['project-manager'] },
  { name: 'Kim Kaya', roles: ['consultant'] },
  { name: 'Carla of the client', roles: ['client'] },
];

export interface Player {
  id: string;
  name: string;
  roles: string[];
  token: string;
}

/** Everybody of the demo, each with a token of their own; found again when the demo runs a second time. */
export async function hireCast(installation: Installation): Promise<Player[]> {
  const known = await installation.call<{ items: { id: string; name: string }[] }>(
    'GET',
    '/v1/people?limit=200',
  );
  const players: Player[] = [];
  for (const { name, roles } of PEOPLE) {
    const email = `${name.toLowerCase().replaceAll(' ', '.')}@demo.example`;
    const person =
      known.items.find((one) => one.name === name) ??
      (await installation.call<{ id: string }>('POST', '/v1/people', { name, email, roles }));
    const { token } = await installation.call<{ token: string }>(
      'POST',
      `/v1/people/${person.id}/tokens`,
      {},
    );
    players.push({ id: person.id, name, roles, token });
  }
  return players;
}

/** Whoever plays this role. */
export function playerOf(players: Player[], role: string): Player {
  const player = players.find((one) => one.roles.includes(role));
  if (!player) {
    throw new Error(`Nobody in the demo is ${role}: its playbook has a role that the demo does not know`);
  }
  return player;
}
