import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { certificateFile, type PrintedCertificate } from '../../src/document/print/certificate-file';
import { UnprintableError } from '../../src/document/print/typst';

const PICTURES = join(__dirname, '../../docs/pictures');
const isUpdate = process.env['UPDATE'] === '1';

const SAID: PrintedCertificate = {
  number: '7K3M-9QWX-2HFT-5R8C',
  name: 'Ada Łukasiewicz',
  title: 'Keeping promises: service desk foundations',
  issuer: 'Promises & Co.',
  issuedOn: '2026-03-04',
  page: 'https://promises.example/certificates/7K3M-9QWX-2HFT-5R8C',
};

/** Names in the scripts that Typst's own fonts have, and what would be markup somewhere. */
const NAMES = [
  SAID.name,
  'Ελένη Παπαδοπούλου',
  'Зоя Ъёжиковна',
  'Nguyễn Thị Ánh',
  'D’Arcy #let x = 1 $y$ *bold* <b> \\ "q"',
  'Þóra Æsa Ólafsdóttir-Świętosławska',
];
const LONG = {
  ...SAID,
  name: 'Wilhelmina-Friederike '.repeat(9).trim(),
  title: 'Everything about service levels, clocks and ladders. '.repeat(9).trim(),
  issuer: 'W'.repeat(200),
};

/** What pdf.js finds in a file. */
interface Found {
  pages: number;
  text: string;
  roles: string[];
  fonts: { name: string; isEmbedded: boolean }[];
}

const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let named: Found[];
let long: Found | undefined;
beforeAll(async () => {
  const files = [...NAMES.map((name) => ({ ...SAID, name })), LONG].map((said, place) => {
    const path = join(folder, `${place}.pdf`);
    writeFileSync(path, certificateFile(said));
    return path;
  });
  const env = { ...process.env, PICTURE: isUpdate ? join(PICTURES, 'certificate.png') : '' };
  const reader = join(__dirname, 'read-pdf.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [reader, ...files], { env });
  const found = JSON.parse(stdout) as Found[];
  long = found.pop();
  named = found;
  if (isUpdate) copyFileSync(files[0] ?? '', join(PICTURES, 'certificate.pdf'));
}, 120_000);

const plain = ({ text }: Found) => text.normalize('NFC').replaceAll(/\s+/g, ' ');

describe('A certificate as a file', () => {
  it('is one page of PDF/UA-1: tagged, with its language, its title, its fonts and its text (UPDATE=1 keeps it as a picture)', () => {
    const [found] = named as [Found];
    expect(found).toMatchObject({
      pages: 1,
      language: 'en',
      title: `Certificate: ${SAID.title}`,
      author: SAID.issuer,
      isMarked: true,
      standard: '1',
      links: [SAID.page],
    });
    expect(found.roles).toEqual(['Root', 'Document', 'P', 'H1', 'Div', 'Span', 'Link']);
    expect(found.fonts.length).toBeGreaterThan(0);
    for (const said of [SAID.name, SAID.title, SAID.issuer, SAID.number, SAID.page, '4 March 2026']) {
      expect(plain(found)).toContain(said);
    }
  });

  it('says names as they are written, in fonts that are embedded', () => {
    expect(named.map(plain)).toEqual(NAMES.map((name) => expect.stringContaining(name)));
    const fonts = named.flatMap((found) => found.fonts);
    expect(fonts).toEqual(
      fonts.map(() => ({ name: expect.stringContaining('LibertinusSerif'), isEmbedded: true })),
    );
  });

  it('has room for the longest name and title', () => {
    expect(long?.pages).toBe(1);
    expect(long && plain(long)).toContain(LONG.title);
  });

  it('is the same of the same words, byte by byte', () => {
    expect(certificateFile(SAID).equals(certificateFile({ ...SAID }))).toBe(true);
    expect(certificateFile(SAID).equals(certificateFile({ ...SAID, name: 'Ada' }))).toBe(false);
  });

  it('is not made of a name with a character that no font has, and says nothing of it', () => {
    const print = () => certificateFile({ ...SAID, name: 'Ada \u{E123}' });
    expect(print).toThrow(UnprintableError);
    expect(print).toThrow(/^No font of this machine has every character of it\.$/);
  });
});
