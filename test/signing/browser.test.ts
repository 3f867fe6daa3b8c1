import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { anchorOf, type SignaturePort } from '../../src/capability/offered/signature';
import { ownSignature } from '../../src/signing/store/own-signature';
import { startApi, type TestApi } from '../support/api';
import { openBrowser, type TestBrowser } from '../support/browser';

let api: TestApi;
let port: SignaturePort;
let opened: TestBrowser;
beforeAll(async () => {
  [api, opened] = await Promise.all([startApi(), openBrowser()]);
  port = ownSignature({ db: api.db, clock: api.clock, publicUrl: api.url });
}, 120_000);
afterAll(async () => {
  await opened.close();
  await api.close();
});

const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';

async function linkFor(key: string): Promise<{ id: string; link: string }> {
  const document = { name: `${LONG} offer`, body: `<h1>${LONG}</h1>\n<p>Ada: ${anchorOf(0)}</p>\n` };
  const signers = [{ name: 'Ada Łukasiewicz', email: 'ada@client.example' }];
  const id = await port.ensureEnvelope(key, { subject: 'Please sign', document, signers });
  const [letter] = (await port.letters?.(id)) ?? [];
  const { text } = (await letter?.compose()) ?? { text: '' };
  return { id, link: /http\S+\/sign\/\S+/.exec(text)?.[0] ?? '' };
}

/** What is wrong with a page for whoever cannot see well, or has a small screen. */
async function faultsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const tooWide = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
  return [...violations.map(({ id }) => id), ...(tooWide > 0 ? [`${tooWide} px too wide`] : [])];
}

/** Without JavaScript of the page; `axe` brings its own, past the page's policy. */
async function screen(width: number, colorScheme: 'light' | 'dark') {
  const context = await opened.browser.newContext({
    viewport: { width, height: 700 },
    colorScheme,
    bypassCSP: true,
  });
  return await context.newPage();
}

describe('The signing page in a browser', () => {
  it('is signed with a keyboard, and shows the signature', async () => {
    const { id, link } = await linkFor('browser/signed');
    const context = await opened.browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    expect((await page.goto(link))?.status()).toBe(200);
    const name = page.getByLabel('Your name, as your signature');
    expect(await name.inputValue()).toBe('Ada Łukasiewicz');
    await name.focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Everybody has signed').waitFor();
    expect(await page.getByText('signed by Ada Łukasiewicz, 2026-06-01 09:00:00 UTC').count()).toBe(1);
    expect(await page.getByRole('button').count()).toBe(0);
    expect(await port.readEnvelope(id)).toMatchObject({ state: 'complete' });
    expect(said).toEqual([]);
    await context.close();
  });

  it.each([
    [320, 'light'],
    [1_000, 'dark'],
  ] as const)('is for everybody to read on %d px, %s, whatever stands on it', async (width, scheme) => {
    const { link } = await linkFor(`browser/${width}`);
    const page = await screen(width, scheme);
    await page.goto(link);
    expect(await faultsOf(page)).toEqual([]);
    await page.getByText('I do not sign this').click();
    await page.getByLabel('Why not?').fill(`${LONG} ${LONG}`);
    await page.getByRole('button', { name: 'Decline to sign' }).click();
    await page.getByText('This was declined').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.goto(`${link}x`);
    expect(await faultsOf(page)).toEqual([]);
    await page.context().close();
  });
});
