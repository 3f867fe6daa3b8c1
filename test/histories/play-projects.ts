import { People } from '../../ordeals/support/people';
import { type RealInstallation, until } from '../../ordeals/support/real-installation';

interface ShownPlan {
  items: { tasks: { task: string; parent: string | null; startOn: string; state: string }[] }[];
}

const DAY_MS = 86_400_000;
const WITHIN_MS = 400_000;

/** A tech-support project whose plan is moved, from the deal to what comes of its survey. */
export async function playProject(installation: RealInstallation): Promise<void> {
  const { body } = await installation.call<{ id: string }>('POST', '/v1/engagements', {
    playbook: 'support-project',
    title: 'A project with a plan',
    client: { name: 'A client with a plan', contacts: [{ name: 'Pia Plan', email: 'pia@client.example' }] },
    value: { amount: '4800.00', currency: 'EUR' },
    facts: { service: 'Move of the help desk', scope: 'All of it', deadline: '2100-01-31' },
  });
  const { id } = body;
  const tasks = async () => {
    const { items } = (await installation.call<ShownPlan>('GET', `/v1/engagements/${id}/plan`)).body;
    return items.flatMap((plan) => plan.tasks);
  };
  let hasOpenParts = true;
  // What has parts is done after them.
  const people = new People(installation, { putsOff: ({ title }) => title === 'Do it' && hasOpenParts });
  let isMoved = false;
  await until(
    'its end',
    async () => {
      const known = await tasks();
      const design = known.find(({ task }) => task === 'design');
      if (design && !isMoved) {
        await move(installation, id, design.startOn);
        isMoved = true;
      }
      hasOpenParts = known.some(({ parent, state }) => parent === 'build' && state === 'open');
      return (await people.turnTo(id)) === 'active' ? null : true;
    },
    { withinMs: WITHIN_MS },
  );
}

async function move(installation: RealInstallation, id: string, startOn: string): Promise<void> {
  const startAt = new Date(Date.parse(startOn) + 14 * DAY_MS).toISOString().slice(0, 10);
  const token = await installation.tokenOf('project-lead');
  const path = `/v1/engagements/${id}/signals/taskMoved`;
  const { status } = await installation.call('POST', path, { task: 'design', startAt }, token);
  if (status !== 202) throw new Error(`The move was answered by ${status}`);
}
