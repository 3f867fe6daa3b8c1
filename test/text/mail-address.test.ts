import * as fc from 'fast-check';
import { isMailAddress, mailAddressOf, mailKey } from '../../src/text/domain/mail-address';

const LONG_LABEL = 'd'.repeat(63);

describe('addresses', () => {
  it.each([
    'anna@xn--mnchen-3ya.example',
    'anna@münchen.example',
    'r&d@firm.example',
    "o'brien+tag@firm.example",
    "!#$%&'*+/=?^_`{|}~-@firm.example",
    'δοκιμή@παράδειγμα.example',
    '用户@例子.广告',
    'a@b.co',
    '"john doe"@firm.example',
    '"a@b"@firm.example',
    '"quoted\\"sign"@firm.example',
    'x@[192.0.2.1]',
    'x@[IPv6:2001:db8::1]',
    `${'l'.repeat(64)}@firm.example`,
    `a@${LONG_LABEL}.example`,
    'a@1.2.3.example',
  ])('takes %s', (text) => {
    expect(mailAddressOf(text)?.written).toBe(text);
  });

  it.each([
    'n/a',
    '',
    ' ',
    '-',
    'none',
    'unknown@',
    '@firm.example',
    'a@b',
    'a@localhost',
    'a b@firm.example',
    'a@firm .example',
    'a@@firm.example',
    'a@b@firm.example',
    '.a@firm.example',
    'a.@firm.example',
    'a..b@firm.example',
    'a@-firm.example',
    'a@firm-.example',
    'a@firm..example',
    'a@firm.example.',
    'a@fi_rm.example',
    'a@192.0.2.1',
    'a@[999.0.2.1]',
    'a@[firm.example]',
    'a@xn--zzzzzzz9999999.example',
    'a@f%69rm.example',
    'a,b@firm.example',
    'a@firm.example, b@firm.example',
    'Anna <anna@firm.example>',
    'mailto:anna@firm.example',
    'a\u200bb@firm.example',
    'a\nb@firm.example',
    'a\0@firm.example',
    '\ud800@firm.example',
    `${'l'.repeat(65)}@firm.example`,
    `${'é'.repeat(33)}@firm.example`,
    `a@${'d'.repeat(64)}.example`,
    `a@${[LONG_LABEL, LONG_LABEL, LONG_LABEL, LONG_LABEL].join('.')}.example`,
    `${'l'.repeat(64)}@${[LONG_LABEL, LONG_LABEL, 'd'.repeat(61)].join('.')}.co`,
  ])('does not take %j', (text) => {
    expect(isMailAddress(text)).toBe(false);
  });

  it.each([
    [' a@firm.example ', 'a@firm.example'],
    ['\u00a0a@firm.example\t\r\n', 'a@firm.example'],
    ['\ufeffa@firm.example\u200b', 'a@firm.example'],
  ])('trims %j', (text, trimmed) => {
    expect(mailAddressOf(text)?.written).toBe(trimmed);
  });

  it.each([
    ['anna@münchen.example', 'anna@xn--mnchen-3ya.example'],
    ['ANNA@MÜNCHEN.EXAMPLE', 'anna@xn--mnchen-3ya.example'],
    ['anna@mu\u0308nchen.example', 'anna@münchen.example'],
    ['anna@XN--MNCHEN-3YA.example', 'anna@münchen.example'],
    ['Ann.Ode@Firm.Example', 'ann.ode@firm.example'],
    ['jos\u0065\u0301@firm.example', 'josé@firm.example'],
    ['"ann"@firm.example', 'ann@firm.example'],
    ['a@firm。example', 'a@firm.example'],
  ])('knows %j and %j as one', (one, other) => {
    expect(mailKey(one)).toBe(mailKey(other));
  });

  it('hands vendors a domain in ASCII, and the local part as it is', () => {
    expect(mailAddressOf(' José@München.example ')).toMatchObject({
      written: 'José@München.example',
      wire: 'José@xn--mnchen-3ya.example',
    });
  });

  it('takes every ordinary address, and knows it again however it is written', () => {
    fc.assert(
      fc.property(fc.emailAddress(), fc.constantFrom('', ' ', '\t', '\u00a0'), (address, blank) => {
        const found = mailAddressOf(`${blank}${address.toUpperCase()}${blank}`);
        expect(found?.key).toBe(mailKey(address));
        expect(found?.written).toBe(address.toUpperCase());
      }),
    );
  });

  it('never fails, and takes what it gave', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        const found = mailAddressOf(text) ?? mailAddressOf(`${text}@firm.example`);
        if (found === null) return;
        expect(mailAddressOf(found.wire)?.key).toBe(found.key);
        expect(mailAddressOf(found.written)).toEqual(found);
      }),
    );
  });
});
