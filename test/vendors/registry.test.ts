import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstProviders, VENDOR_NAMES, VENDORS } from '../../src/vendors/registry';

const ROOT = join(__dirname, '../..');
/** The story that a newcomer is shown is played at one vendor, and names it. */
const STORY = ['src/demo.ts', 'src/runtime/sample-deal.ts'];
/** Names that are words of the language too: there a title tells whether the vendor is meant. */
const WORDS = ['teams', 'planner', 'loop'];
/** What a task may be late before its plan ends later is no vendor. */
const OF_PLANS = { folder: 'src/track/', word: /\bslack(?:Of|Days)?\b/g };
const MOST_FILES = 15;

function sources(): string[] {
  return ['src', 'workflows', 'activities'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(folder, file)),
  );
}

describe('The registry of vendors', () => {
  it('has each name once, as it is a path, a folder and a task queue', () => {
    expect(new Set(VENDOR_NAMES).size).toBe(VENDORS.length);
    expect(VENDOR_NAMES.filter((name) => !/^[a-z]+(-[a-z]+)*$/.test(name))).toEqual([]);
  });

  it('has a vendor for every capability', () => {
    expect(firstProviders()).toEqual({
      crm: 'hubspot',
      chat: 'slack',
      storage: 'google-drive',
      mail: 'gmail',
      calendar: 'google-calendar',
      signature: 'docusign',
      accounting: 'xero',
      planner: 'planner',
      helpdesk: 'hubspot',
      survey: 'hubspot',
      learning: 'thinkific',
      automation: 'zapier',
      notes: 'loop',
      certificates: 'certificate-page',
      orders: 'oms',
      tracking: 'easypost',
      assets: 'snipe-it',
    });
    expect(() => firstProviders([])).toThrow('No vendor of the registry provides');
  });

  it('is the only place outside a vendor’s own folder that names it', () => {
    const words = VENDORS.flatMap(({ name, title }) => (WORDS.includes(name) ? [title] : [name, title])).join(
      '|',
    );
    const outside = sources().filter(
      (file) => !/^src\/(vendors|database\/generated)\//.test(file) && !STORY.includes(file),
    );
    const naming = new RegExp(`\\b(${words})`, 'i');
    const textOf = (file: string) => {
      const text = readFileSync(join(ROOT, file), 'utf8');
      return file.startsWith(OF_PLANS.folder) ? text.replaceAll(OF_PLANS.word, '') : text;
    };
    expect(outside.filter((file) => naming.test(textOf(file)))).toEqual([]);
  });

  it.each(VENDORS)('$name is a folder that fits the eye and says what it needs', ({ name, settings }) => {
    const folder = join(ROOT, 'src/vendors', name);
    expect(readdirSync(folder).filter((file) => file !== 'openapi.json').length).toBeLessThanOrEqual(
      MOST_FILES,
    );
    const words = readFileSync(join(folder, 'README.md'), 'utf8');
    for (const variable of new Set(settings.credentials.flat())) expect(words).toContain(variable);
    for (const { help } of settings.variables) expect(help).toMatch(/^.{10,120}$/);
  });
});
