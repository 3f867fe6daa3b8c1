import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { blueprintAnswer } from '../../src/blueprint/api/blueprint-answer';
import { type Blueprint, blueprintOf } from '../../src/blueprint/domain/blueprint';
import { concerns } from '../../src/blueprint/domain/figures';
import { PAPERS, type Paper } from '../../src/blueprint/domain/paper';
import { sheetsOf, wholePicture } from '../../src/blueprint/api/sheets';
import { layOut } from '../../src/blueprint/api/diagram-layout';
import { columnsOf } from '../../src/blueprint/api/grid';
import { linesOf } from '../../src/blueprint/api/diagram-lines';
import { chartOf } from '../../src/playbook/domain/flowchart';
import { parsePlaybook } from '../../src/playbook/domain/playbook-text';
import { readSettings } from '../../src/settings/settings';
import { VENDORS } from '../../src/vendors/registry';
import { METRICS } from '../../src/report/store/metrics';

const PICTURES = join(__dirname, '../../docs/pictures');
const isUpdate = process.env['UPDATE'] === '1';

function read(name: string, change: (text: string) => string = (text) => text) {
  const parsed = parsePlaybook(change(readFileSync(join(__dirname, `../../playbooks/${name}.yaml`), 'utf8')));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return parsed.playbook;
}

const HOUSE = {
  company: 'Promises & Co.',
  vendorOf: (capability: string): string | null => (capability === 'notes' ? null : `Our ${capability}`),
};

function drawn(name: string, change?: (text: string) => string, house = HOUSE): Blueprint {
  const playbook = read(name, change);
  const figures = METRICS.filter((metric) => concerns(metric.name, playbook)).map(
    ({ title, unit, formula }) => ({ title, unit, formula }),
  );
  return blueprintOf(playbook, 3, { ...house, figures });
}

/** By the vendors that an installation has unless told otherwise. */
function asItShips(): Blueprint {
  const env = {
    ...{
      DATABASE_URL: 'postgres://127.0.0.1/none',
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      PROMISEKEEPER_EMBEDDED: '1',
    },
    PROMISEKEEPER_ADMIN_TOKEN: 'test-administrator-token-0123456789',
  };
  const { capabilities } = readSettings(env, VENDORS);
  return drawn('support-project', undefined, {
    company: HOUSE.company,
    vendorOf: (capability) => {
      const name = new Map(Object.entries(capabilities)).get(capability);
      return VENDORS.find((vendor) => vendor.name === name)?.title ?? null;
    },
  });
}

const support = drawn('support-project');
const NAMES = ['support-project', 'client-delivery', 'course', 'client-onboarding', 'delivery-phase'];
const edgesIn = (svg: string) =>
  [...svg.matchAll(/class="edge (\w+)" data-from="([^"]+)" data-to="([^"]+)"/g)]
    .map(([, kind, from, to]) => `${from} ${kind} ${to}`)
    .toSorted();
const textIn = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, line]) => line).join(' ');

describe('The blueprint of a playbook', () => {
  it.each(NAMES)('[10b-30] draws %s with every step and every edge of the running graph', (name) => {
    const blueprint = drawn(name);
    const chart = chartOf(read(name));
    const running = chart.edges.map(({ from, kind, to }) => `${from} ${kind} ${to}`).toSorted();
    const picture = wholePicture(blueprint);
    expect(edgesIn(picture)).toEqual(running);
    const boxes = [...picture.matchAll(/data-step="([^"]+)"/g)].map(([, id = '']) => id);
    expect(boxes.toSorted()).toEqual(
      chart.groups.flatMap(({ nodes }) => nodes.map(({ id }) => id)).toSorted(),
    );
  });

  it("[10b-30] speaks of the company's own roles, vendors and name", () => {
    const own = drawn('support-project', (text) =>
      text
        .replace('project-lead: Project Lead', 'project-lead: Chief of Promises')
        .replace('client: Client', 'client: Patient'),
    );
    const words = textIn(wholePicture(own));
    expect(words).toContain('Chief of Promises');
    expect(words).toContain('Patient');
    expect(own.lanes.map(({ title }) => title)).not.toContain('Project Lead');
    expect(own.steps.map(({ owner }) => owner)).not.toContain('Project Lead');
    expect(words).toContain('Promises &#38; Co.');
    expect(words).toContain('Mail (Our mail)');
    expect(words).toContain('Notes (by hand)');
  });

  it('puts onstage what the rules give to the client, have them attend or await of them, and all else backstage', () => {
    const places = new Map(support.steps.map(({ id, lane }) => [id, lane]));
    expect(places.get('acceptance')).toBe('client');
    expect(places.get('welcome')).toBe('onstage.project-lead');
    expect(places.get('kick-off')).toBe('onstage.project-lead');
    expect(places.get('notify-lead')).toBe('backstage.project-lead');
    expect(places.get('invoice')).toBe('backstage.finance-manager');
    const delivery = new Map(drawn('client-delivery').steps.map(({ id, lane }) => [id, lane]));
    expect(delivery.get('first-payment')).toBe('onstage.operations-manager');
    expect(delivery.get('provider-signature')).toBe('backstage.sales-manager');
    expect(delivery.get('strategy-session')).toBe('onstage.project-manager');
    const kinds = support.lanes.map(({ kind }) => kind);
    expect(kinds.indexOf('backstage')).toBeGreaterThan(kinds.lastIndexOf('onstage'));
  });

  it('says of each step who owes it, until when, what it waits for and who is told', () => {
    expect(support.steps.find(({ id }) => id === 'handover')).toMatchObject({
      ...{ number: '1.3', owner: 'Project Lead', within: '24 h', countedIn: 'clock', waitsFor: [] },
      parts: {
        ...{ responsible: ['Project Lead'], accountable: ['Project Lead'] },
        ...{ consulted: ['Sales Agent'], informed: ['Account Manager'] },
      },
      escalation:
        'Level 1: Account Manager, 24 h; Level 2: Operations Manager, 12 h; Level 3: Managing Director, 4 h; then everybody',
    });
    const answer = support.steps.find(({ id }) => id === 'survey-answer');
    expect(answer).toMatchObject({ escalation: 'Nobody is told', waitsFor: ['8.1'] });
    expect(support.documents).toContainEqual({ title: 'Deliverable', kind: 'Checklist', steps: ['5.1'] });
    expect(support.planTasks).toContainEqual({
      title: 'Rehearse the handover',
      owner: 'Project Lead',
      days: 1,
    });
    const figures = support.figures.map(({ title }) => title);
    expect(figures).toEqual(expect.arrayContaining(['Compliance', 'First-pass rate', 'Net promoter score']));
    expect(figures).not.toContain('Course completion');
  });
});

describe('The overview on paper', () => {
  const cases: [string, Paper][] = [
    ...NAMES.map((name): [string, Paper] => [name, 'a3']),
    ['client-delivery', 'a4'],
  ];

  it.each(cases)(
    'has %s on sheets of %s with each step once, and nothing beyond the margins',
    (name, paper) => {
      const blueprint = drawn(name);
      const sheets = sheetsOf(blueprint, paper);
      const ids = sheets.flatMap(({ svg }) =>
        [...svg.matchAll(/data-step="([^"]+)"/g)].map(([, id = '']) => id),
      );
      expect(ids.toSorted()).toEqual(blueprint.steps.map(({ id }) => id).toSorted());
      for (const { svg, widthPt } of sheets) {
        const [, width = 0, height = 0] = (/viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? []).map(Number);
        const scale = widthPt / width;
        expect(widthPt).toBeLessThanOrEqual(PAPERS[paper].widthPt + 1);
        expect(height * scale).toBeLessThanOrEqual(PAPERS[paper].heightPt + 1);
        if (paper === 'a3') expect(scale * 7.5).toBeGreaterThanOrEqual(6.99);
      }
    },
  );

  it.each(NAMES)('draws no line of %s through a box, and no box over another', (name) => {
    const blueprint = drawn(name);
    const layout = layOut(blueprint, columnsOf(blueprint), 120);
    const boxes = [...layout.cards.values()].map(({ x, y, height }) => ({ x, y, height, width: 120 }));
    const overlapping = boxes.filter((one) =>
      boxes.some(
        (other) =>
          other !== one &&
          one.x < other.x + other.width &&
          other.x < one.x + one.width &&
          one.y < other.y + other.height &&
          other.y < one.y + one.height,
      ),
    );
    expect(overlapping).toEqual([]);
    const through = linesOf(layout).filter(([, path]) => {
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
    expect(through.map(([{ from, to }]) => `${from} > ${to}`)).toEqual([]);
  });

  it('wraps a title of any length and shows what is in it as text', () => {
    const title =
      `<script>alert(1)</script> & ${'Donaudampfschifffahrtsgesellschaftskapitän '.repeat(5)}`.trim();
    const hostile = { ...support, steps: support.steps.map((step) => ({ ...step, title })) };
    const sheets = sheetsOf(hostile, 'a3');
    expect(sheets.map(({ svg }) => svg).join('')).not.toContain('<script');
    const lines = [...(sheets[0]?.svg ?? '').matchAll(/class="step"[^>]*>([^<]+)</g)].map(
      ([, line]) => line!,
    );
    const plain = lines.filter((line) => !line.includes('&'));
    expect(plain.length).toBeGreaterThan(10);
    expect(Math.max(...plain.map((line) => line.length))).toBeLessThan(45);
  });
});

describe('A blueprint as a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'blueprints-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const pdf = (part: 'overview' | 'detail' | 'tasks', paper: Paper, blueprint = support) => {
    const file = join(folder, `${part}.pdf`);
    const { body } = blueprintAnswer(blueprint, { part, paper }, { accept: 'application/pdf' });
    writeFileSync(file, body as Buffer);
    return file;
  };

  it('[10b-30] is PDF/UA-1 on each paper: the overview, the detail report and the task report', async () => {
    const files = [pdf('overview', 'us-tabloid'), pdf('detail', 'a4'), pdf('tasks', 'us-letter')];
    const picture = join(folder, 'overview.png');
    const run = promisify(execFile);
    const reader = join(__dirname, '../document/read-pdf.mjs');
    const { stdout } = await run(process.execPath, [reader, ...files], {
      env: { ...process.env, PICTURE: picture },
      maxBuffer: 1e8,
    });
    const found = JSON.parse(stdout) as {
      standard: string;
      isMarked: boolean;
      roles: string[];
      text: string;
    }[];
    expect(found).toHaveLength(3);
    for (const file of found) expect(file).toMatchObject({ standard: '1', isMarked: true });
    const [overview, detail, tasks] = found;
    expect(overview?.text).toContain('Kick-off with');
    expect(detail?.roles).toEqual(expect.arrayContaining(['H1', 'H2', 'Table', 'TH']));
    expect(detail?.text).toMatch(/Roles[^]*Sales Agent/);
    expect(tasks?.text).toMatch(/Onstage[^]*Kick-off with the client[^]*It is a meeting with the/);
  }, 120_000);

  it('has its pictures in the documents as it draws them', () => {
    const file = join(PICTURES, 'blueprint-support-project.svg');
    const shipped = asItShips();
    const picture = wholePicture(shipped);
    if (isUpdate) {
      writeFileSync(file, picture);
      copyFileSync(pdf('overview', 'a3', shipped), join(PICTURES, 'blueprint-support-project.pdf'));
    }
    expect(readFileSync(file, 'utf8')).toBe(picture);
  });
});
