import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toMermaid } from '../../src/playbook/api/flowchart-mermaid';
import { toSvg } from '../../src/playbook/api/flowchart-svg';
import { chartOf, partOf } from '../../src/playbook/domain/flowchart';
import { allSteps, type Playbook } from '../../src/playbook/domain/playbook';
import { parsePlaybook } from '../../src/playbook/domain/playbook-text';

const parsed = parsePlaybook(readFileSync(join(__dirname, '../../playbooks/client-delivery.yaml'), 'utf8'));
if (!parsed.ok) throw new Error('the playbook has faults');
const { playbook } = parsed;
const chart = chartOf(playbook);
const arrows = (edges: { from: string; to: string; kind: string }[]) =>
  edges.map(({ from, to, kind }) => `${from} ${kind} ${to}`).toSorted();

/** The order of steps, read off the rules a second way: who waits for whom within a stage, and who is sent back. */
function rulesOf({ stages }: Pick<Playbook, 'stages'>): string[] {
  const lists = Object.values(stages).flatMap((stage) => [
    stage.steps,
    ...(stage.tracks ?? []).map((track) => track.steps),
  ]);
  const within = lists.flatMap((steps) =>
    steps.flatMap((step, index) => {
      const previous = index === 0 ? [] : [steps[index - 1]!.id];
      const waits = (step.after ?? previous).map((id) => `${id} then ${step.id}`);
      return step.refusedTo ? [...waits, `${step.id} refused ${step.refusedTo}`] : waits;
    }),
  );
  return within.toSorted();
}

describe('The flowchart of a playbook', () => {
  it('[CD-18] ends with the playbook by which the engagement goes on, where there is one', () => {
    const followed = chartOf({ ...playbook, next: 'delivery-phase' });
    const last = { id: 'next.delivery-phase', title: 'delivery-phase', kind: 'playbook', owner: '' };
    expect(followed.groups.at(-1)?.nodes).toEqual([last]);
    expect(followed.edges.filter(({ to }) => to === last.id)).toEqual([
      { from: 'survey-answer', to: last.id, kind: 'then' },
    ]);
    expect(toMermaid(followed)).toContain('next.delivery-phase[["delivery-phase"]]');
    expect(toSvg(followed)).toContain('data-step="next.delivery-phase"');
    expect(toMermaid(chart)).not.toContain('next');
  });

  it('has every step once, in its stage', () => {
    const drawn = chart.groups.flatMap((group) => group.nodes.map((node) => node.id));
    const cycle = playbook.stages.planning!.cycle!.map((meeting) => meeting.id);
    expect(cycle).toHaveLength(4);
    expect(drawn.toSorted()).toEqual(
      [...[...allSteps(playbook)].map(({ step }) => step.id), ...cycle].toSorted(),
    );
  });

  it('[S4-32] has the edges of the rules within each stage, and joins the stages where one waits for another', () => {
    const stageOf = new Map(chart.groups.flatMap((group) => group.nodes.map((node) => [node.id, group.id])));
    const inner = chart.edges.filter((edge) => stageOf.get(edge.from) === stageOf.get(edge.to));
    expect(arrows(inner)).toEqual(rulesOf(playbook));
    const joints = chart.edges
      .filter((edge) => stageOf.get(edge.from) !== stageOf.get(edge.to))
      .map((edge) => `${stageOf.get(edge.from)} > ${stageOf.get(edge.to)}`);
    expect([...new Set(joints)].toSorted()).toEqual(
      [
        'qualification > proposal',
        'proposal > capacity-review',
        'capacity-review > agreement',
        'agreement > payment-gate',
        'agreement > onboarding',
        'payment-gate > planning',
        'onboarding > planning',
        'planning > planning.cycle',
        'planning.cycle > delivery.project',
        'quality-check > delivery.project',
        'acceptance > delivery.project',
        'delivery.project > quality-check',
        'quality-check > acceptance',
        'acceptance > closure',
        'closure > survey',
      ].toSorted(),
    );
  });

  it('[S4-32] draws the same edges as Mermaid and as a picture', () => {
    const mermaid = [...toMermaid(chart).matchAll(/^ {2}(\S+) (-->|-\. refused \.->) (\S+)$/gm)].map(
      (match) => ({
        from: match[1]!,
        to: match[3]!,
        kind: match[2] === '-->' ? 'then' : 'refused',
      }),
    );
    expect(arrows(mermaid)).toEqual(arrows(chart.edges));
    const svg = [...toSvg(chart).matchAll(/class="edge (\w+)" data-from="([^"]+)" data-to="([^"]+)"/g)].map(
      (match) => ({
        from: match[2]!,
        to: match[3]!,
        kind: match[1]!,
      }),
    );
    expect(arrows(svg)).toEqual(arrows(chart.edges));
  });

  it('shows titles as text, whatever is in them', () => {
    const step = { ...playbook.stages.closure!.steps[0]!, title: '<script>alert("1")</script> & "so"' };
    const hostile = chartOf({ title: '</svg><script>', stages: { closure: { title: 'C', steps: [step] } } });
    for (const drawn of [toSvg(hostile), toMermaid({ ...hostile, title: 'T' })]) {
      expect(drawn).not.toContain('<script>');
    }
  });

  it('keeps boxes apart', () => {
    const boxes = [...toSvg(chart).matchAll(/class="box" x="(\d+)" y="(\d+)"/g)].map(
      (match) => `${match[1]},${match[2]}`,
    );
    expect(new Set(boxes).size).toBe(boxes.length);
    expect(boxes).toHaveLength(chart.groups.flatMap((group) => group.nodes).length);
  });

  it.each(['client-delivery', 'client-onboarding', 'delivery-phase'])(
    'draws no line of %s through a box',
    (name) => {
      const text = readFileSync(join(__dirname, `../../playbooks/${name}.yaml`), 'utf8');
      const drawn = parsePlaybook(text);
      if (!drawn.ok) throw new Error('the playbook has faults');
      const picture = toSvg(chartOf(drawn.playbook));
      const boxes = [
        ...picture.matchAll(/class="box" x="(\d+)" y="([\d.]+)" width="(\d+)" height="(\d+)"/g),
      ].map(([, x, y, width, height]) => ({
        x: Number(x),
        y: Number(y),
        width: Number(width),
        height: Number(height),
      }));
      expect(boxes.length).toBeGreaterThan(5);
      const lines = [...picture.matchAll(/data-from="([^"]+)" data-to="([^"]+)" d="([^"]+)"/g)];
      const through = lines.filter(([, , , path = '']) => {
        const points = [...path.matchAll(/([\d.]+) ([\d.]+)/g)].map(
          ([, x, y]) => [Number(x), Number(y)] as const,
        );
        return points.some(([x2, y2], index) => {
          const [x1, y1] = points[Math.max(0, index - 1)] ?? [x2, y2];
          return boxes.some(
            (box) =>
              Math.max(x1, x2) > box.x + 1 &&
              Math.min(x1, x2) < box.x + box.width - 1 &&
              Math.max(y1, y2) > box.y + 1 &&
              Math.min(y1, y2) < box.y + box.height - 1,
          );
        });
      });
      expect(through.map(([, from, to]) => `${from} > ${to}`)).toEqual([]);
    },
  );

  it('has every box as tall as its title needs, cut nowhere', () => {
    const title = 'Tell everybody who was in the room, and those who were not, what was decided and why';
    const step = { ...playbook.stages.closure!.steps[0]!, title };
    const picture = toSvg(chartOf({ title: 'T', stages: { closure: { title: 'C', steps: [step] } } }));
    const lines = [...picture.matchAll(/class="step"[^>]*>([^<]+)</g)].map(([, line]) => line);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join(' ')).toBe(title);
  });

  it('[S4-32] has a part of it alone, with the edges within that part', () => {
    const delivery = partOf(chart, { stage: 'delivery' });
    expect(delivery?.groups.map(({ id }) => id)).toEqual(['delivery.project']);
    expect(arrows(delivery?.edges ?? [])).toEqual(
      rulesOf({ stages: { delivery: playbook.stages.delivery! } }),
    );
    expect(partOf(chart, { stage: 'planning' })?.groups.map(({ id }) => id)).toEqual([
      'planning',
      'planning.cycle',
    ]);
    expect(partOf(chart, { stage: 'planning', track: 'project' })).toBeUndefined();
  });

  it.each([
    ['course', 'delivery'],
    ['course', 'survey'],
    ['support-project', 'survey'],
    ['support-project', 'acceptance'],
  ] as const)('[S4-32] draws of the playbook %s the stage %s alone, equal to its rules', (name, stage) => {
    const drawn = parsePlaybook(readFileSync(join(__dirname, `../../playbooks/${name}.yaml`), 'utf8'));
    if (!drawn.ok) throw new Error('the playbook has faults');
    const { stages } = drawn.playbook;
    const part = partOf(chartOf(drawn.playbook), { stage });
    expect(arrows(part?.edges ?? [])).toEqual(rulesOf({ stages: { [stage]: stages[stage]! } }));
    expect(part?.edges.length).toBeGreaterThan(0);
  });
});
