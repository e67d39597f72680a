import { describe, expect, test } from 'bun:test';
import { isCodedError } from '@gait/canon';
import fc from 'fast-check';
import { readYaml } from '../yaml/read-yaml.ts';
import { readConfig } from './read-config.ts';
import { writeConfig } from './write-config.ts';

const RUNS = Number(process.env['GAIT_FUZZ_RUNS'] ?? 3000);
const SEED = Number(process.env['GAIT_FUZZ_SEED'] ?? 20_261_121);
const encoder = new TextEncoder();

/** Pieces of which YAML is made, so that most texts get past the first character. */
const piece = fc.constantFrom(
  ...[
    'fixtures:',
    'name: a',
    'runpack: b',
    'run_id: c',
    'fixture_set: d',
    '- ',
    '  ',
    '\n',
    '\n  - ',
    '\n    ',
    '{',
    '}',
  ],
  ...[
    '[',
    ']',
    ',',
    ': ',
    '"',
    "'",
    '|',
    '>',
    '>-\n',
    '&a ',
    '*a',
    '!!str ',
    '!x ',
    '---\n',
    '...\n',
    '# c\n',
    '<<: ',
    '? ',
  ],
  ...[
    '\t',
    '\r',
    '\r\n',
    '\\x41',
    '\\u12',
    '%YAML 1.2\n',
    '\u0000',
    '\u2028',
    '\ufeff',
    '\ud800',
    '~',
    '1e9',
    '0x1f',
    '.nan',
  ],
);
const text = fc.oneof(
  fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc
    .array(piece, { maxLength: 12 })
    .map((pieces) => `fixtures:\n  - name: a\n    runpack: b\n${pieces.join('')}`),
);

/** The code of a refusal, or `read`; anything but a coded error fails the property. */
async function outcome(action: () => unknown): Promise<string> {
  try {
    await action();
    return 'read';
  } catch (error) {
    if (isCodedError(error)) return error.code;
    throw error;
  }
}

describe('the reader of gait.yaml', () => {
  test('answers any text with a configuration or a coded error that has a place', async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(text, async (yaml) => {
        const code = await outcome(() =>
          readConfig(encoder.encode(yaml), { file: 'gait.yaml', profile: 'standard' }),
        );
        seen.set(code, (seen.get(code) ?? 0) + 1);
        expect(code).toMatch(/^(?:read|yaml_|json_|record_|regress_config)/u);
      }),
      { numRuns: RUNS, seed: SEED },
    );
    // The pieces must reach both sides.
    for (const code of ['read', 'yaml_syntax', 'yaml_alias', 'yaml_tag'])
      expect(seen.has(code)).toBe(true);
  }, 120_000);

  test('answers any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        for (const profile of ['standard', 'compat'] as const) {
          await outcome(() => readConfig(bytes, { file: 'gait.yaml', profile }));
        }
      }),
      { numRuns: RUNS, seed: SEED },
    );
  }, 120_000);

  test('reads back what it writes', async () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .filter((item) => item.trim() !== '');
    const fixtures = fc.uniqueArray(
      fc.record({ name, run_id: fc.string({ unit: 'grapheme' }), runpack: name }),
      { selector: (item) => item.name, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(fc.record({ fixtureSet: name, fixtures }), async (config) => {
        const text = writeConfig(config);
        const options = { file: 'gait.yaml', profile: 'standard' } as const;
        const read = await readConfig(encoder.encode(text), options);
        expect(writeConfig(read)).toBe(text);
        expect(readYaml(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: Math.min(RUNS, 500), seed: SEED },
    );
  }, 120_000);
});

describe('a hostile gait.yaml', () => {
  const many = 200_000;
  test.each([
    ['deep lists', '['.repeat(many)],
    ['deep maps', '{a: '.repeat(many)],
    ['deep block lists', '- '.repeat(many)],
    ['nested keys', '? '.repeat(many)],
    ['anchors', 'a: &x 1\n'.repeat(many / 10)],
    ['one long key', `${'k'.repeat(many)}: 1`],
    ['many keys', Array.from({ length: 50_000 }, (_, i) => `k${i}: 1`).join('\n')],
    ['many documents', '---\n'.repeat(many)],
    ['many comments', '#\n'.repeat(many)],
    ['many lines of a block', `a: |\n${'  x\n'.repeat(many)}`],
    ['many quotes', `a: "${'\\x41'.repeat(many)}"`],
    ['open quote', `a: "${'x'.repeat(many)}`],
    ['tabs', '\t'.repeat(many)],
    ['colons', ':'.repeat(many)],
    ['commas', `[${','.repeat(many)}]`],
    ['dashes', '-'.repeat(many)],
    ['percent signs', '%x\n'.repeat(many)],
    ['folded lines', `a: >\n${'\n'.repeat(many)}  x`],
  ])('of %s is answered in time', async (_, yaml) => {
    const before = process.cpuUsage();
    await outcome(() =>
      readConfig(encoder.encode(yaml), { file: 'gait.yaml', profile: 'standard' }),
    );
    // Time worked, not waited: the machine may be busy with other tests.
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(2000);
  });
});
