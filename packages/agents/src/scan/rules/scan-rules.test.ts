import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { SCAN_RULES, type RuleCode } from './scan-rules.ts';
import type { ScanRule } from '../scan-rule.ts';
import { scanText } from '../scan-text.ts';
import { withFakeSecrets } from '../testing/fake-secrets.ts';
import { RULE_EXAMPLES } from '../testing/rule-examples.ts';
import { scannedText } from '../text/scanned-text.ts';

const RULES = Object.entries(SCAN_RULES) as [RuleCode, ScanRule][];

function found(code: RuleCode, example: string | { file: string; text: string }): boolean {
  const { file, text } = typeof example === 'string' ? { file: 'a.md', text: example } : example;
  return scanText(file, withFakeSecrets(text)).some(
    (finding) => finding.code === code && finding.severity !== 'note',
  );
}

describe.each(RULES.map(([code]) => code))('%s', (code) => {
  const { finds, leaves } = RULE_EXAMPLES[code];
  test.each(finds.map((example) => [example]))('finds %j', (example) => {
    expect(found(code, example)).toBeTrue();
  });
  test.each(leaves.map((example) => [example]))('leaves %j', (example) => {
    expect(found(code, example)).toBeFalse();
  });
  test('says what to do', () => {
    const { about, hint }: ScanRule = SCAN_RULES[code];
    expect(about).toEndWith('.');
    expect(hint).not.toEndWith('.');
  });
});

const LENGTH = 1_000_000;
/** A busy machine is several times slower; what is quadratic takes minutes. */
const BOUND_MS = 5000;

describe('a megabyte made to take long', () => {
  const units = [
    'a',
    ' ',
    '\n',
    'A',
    '0',
    'a ',
    'a b ',
    'a_',
    '- ',
    '-',
    '`',
    '```\n',
    '"',
    '![',
    '[a](',
    '<!--',
    '<a ',
    '<div style="',
    '{{',
    '$(',
    '%41',
    '\\x41',
    '&#',
    '\u200b',
    '\u0430',
    'a\u0430',
    '\u{1d400}',
    'https://a ',
    'a://a:',
    'curl ',
    'curl | ',
    'wget -O a ',
    'base64 -d | ',
    'eval(',
    'npx -y ',
    'rm -r ',
    'ignore all the ',
    'do not tell ',
    'you are now the a b c ',
    'send token ',
    'send secret to ',
    'fetch https://a ',
    'render image url ',
    'the user has ',
    'disable the ',
    'system: ',
    'human: a\n',
    'allow:\n',
    '  - a\n',
    'hooks:\n',
    'PreToolUse:\n command',
    'command: npx, args ',
    'key="',
    'eyJaaaaaaaaaaa.',
    '-----BEGIN PRIVATE KEY-----\n',
    '[a]: ',
    '# a\n',
    '> ',
    '|a',
  ];
  test.each(units)(
    'of %j is examined in a time that grows with it',
    (unit) => {
      const raw = unit.repeat(Math.ceil(LENGTH / unit.length)).slice(0, LENGTH);
      const slow: string[] = [];
      const text = scannedText('a.md', raw);
      for (const [code, rule] of RULES) {
        const start = performance.now();
        rule.find(text);
        if (performance.now() - start > BOUND_MS) slow.push(code);
      }
      expect(slow).toEqual([]);
    },
    120_000,
  );

  test('of the beginning of what a rule finds is no slower', () => {
    const slow: string[] = [];
    for (const [code, rule] of RULES) {
      for (const example of RULE_EXAMPLES[code].finds) {
        const text = withFakeSecrets(typeof example === 'string' ? example : example.text);
        const part = text.slice(0, Math.max(1, text.length - 1)).slice(0, 200);
        const raw = part.repeat(Math.ceil(LENGTH / 4 / part.length));
        const start = performance.now();
        rule.find(scannedText('a.md', raw));
        if (performance.now() - start > BOUND_MS) slow.push(`${code} ${JSON.stringify(part)}`);
      }
    }
    expect(slow).toEqual([]);
  }, 300_000);
});

test('any text is examined, and each finding stands inside of it', () => {
  const pieces = RULES.flatMap(([code]) =>
    RULE_EXAMPLES[code].finds.map((example) =>
      withFakeSecrets(typeof example === 'string' ? example : example.text).slice(0, 300),
    ),
  );
  const part = fc.oneof(
    fc.constantFrom(...pieces),
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom(
      '\n',
      '\r\n',
      '```\n',
      '<!--',
      '-->',
      '\ud800',
      '\udc00',
      '\u200b',
      '---\n',
      '|',
      '> ',
    ),
  );
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 8 }),
      fc.constantFrom('a.md', 'a.yaml', 'a.sh'),
      (parts, file) => {
        const raw = parts.join('');
        const lines = raw.split(/\r\n|\n|\r/u);
        for (const { line, column, message, digest } of scanText(file, raw)) {
          expect(line).toBeLessThanOrEqual(lines.length);
          expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 2);
          expect(message).not.toBe('');
          expect(digest).toMatch(/^[0-9a-f]{64}$/);
        }
      },
    ),
    { numRuns: 500 },
  );
});
