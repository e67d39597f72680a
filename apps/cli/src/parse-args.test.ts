import { describe, expect, test } from 'bun:test';
import { boolFlag, intFlag, textFlag } from './flag-spec.ts';
import { durationFlag } from './duration-flag.ts';
import { parseArgs } from './parse-args.ts';

const FLAGS = {
  prefix: textFlag({ default: 'gait', help: '' }),
  force: boolFlag({ help: '' }),
  limit: intFlag({ default: 5, help: '' }),
};

function read(words: readonly string[], interspersed = true) {
  const result = parseArgs(words, FLAGS, interspersed);
  if (!result.ok) return { fault: result.fault.message, json: result.json };
  const { prefix, force, limit } = result.args.values;
  return { prefix, force, limit, rest: result.args.positionals, json: result.args.json };
}

const DEFAULTS = { prefix: 'gait', force: false, limit: 5, rest: [], json: false };

describe('flags are read in the syntax of the reference', () => {
  const readable: readonly (readonly [readonly string[], object])[] = [
    [[], {}],
    [['-prefix', 'a'], { prefix: 'a' }],
    [['--prefix', 'a'], { prefix: 'a' }],
    [['--prefix=a'], { prefix: 'a' }],
    [['-prefix=a=b'], { prefix: 'a=b' }],
    [['--prefix='], { prefix: '' }],
    [['--prefix', 'a', '--prefix', 'b'], { prefix: 'b' }],
    [['--prefix', '--json'], { prefix: '--json' }],
    [['--force'], { force: true }],
    [['--force=false'], { force: false }],
    [['--force=T'], { force: true }],
    [['--force=0'], { force: false }],
    [['--force', 'false'], { force: true, rest: ['false'] }],
    [['--json', '--json=false'], { json: false }],
    [['x', '--force', 'y'], { force: true, rest: ['x', 'y'] }],
    [['--', '--force'], { rest: ['--force'] }],
    [['x', '--', 'y', '--', '-z'], { rest: ['x', 'y', '--', '-z'] }],
    [['-'], { rest: ['-'] }],
    [[''], { rest: [''] }],
    [['--limit', '7'], { limit: 7 }],
    [['--limit=-7'], { limit: -7 }],
    [['--limit=0x10'], { limit: 16 }],
    [['--limit=010'], { limit: 8 }],
  ];
  for (const [words, expected] of readable) {
    test(words.join(' ') || 'nothing', () => {
      expect(read(words)).toEqual({ ...DEFAULTS, ...expected });
    });
  }
});

describe('what cannot be read is named', () => {
  const faulty: readonly (readonly [readonly string[], string, boolean])[] = [
    [['--nope'], 'flag provided but not defined: -nope', false],
    [['-nope=3'], 'flag provided but not defined: -nope', false],
    [['--json', '--nope'], 'flag provided but not defined: -nope', true],
    [['--nope', '--json'], 'flag provided but not defined: -nope', false],
    [['--json=false', '--nope'], 'flag provided but not defined: -nope', false],
    [['--prefix'], 'flag needs an argument: -prefix', false],
    [['--force=maybe'], 'invalid boolean value "maybe" for -force: parse error', false],
    [['--limit=many'], 'invalid value "many" for flag -limit: parse error', false],
    [['--limit=1.5'], 'invalid value "1.5" for flag -limit: parse error', false],
    [
      ['--limit=9007199254740993'],
      'invalid value "9007199254740993" for flag -limit: parse error',
      false,
    ],
    [['---force'], 'bad flag syntax: ---force', false],
    [['-=x'], 'bad flag syntax: -=x', false],
    [['--=x'], 'bad flag syntax: --=x', false],
    [['--__proto__'], 'flag provided but not defined: -__proto__', false],
    [['--toString'], 'flag provided but not defined: -toString', false],
  ];
  for (const [words, fault, json] of faulty) {
    test(words.join(' '), () => {
      expect(read(words)).toEqual({ fault, json });
    });
  }
});

test('a command that does not take flags after positionals stops at the first one', () => {
  expect(read(['--force', 'x', '--json'], false)).toEqual({
    ...DEFAULTS,
    force: true,
    rest: ['x', '--json'],
  });
});

test('-h means --help', () => {
  const result = parseArgs(['-h'], FLAGS, true);
  expect(result.ok && result.args.help).toBe(true);
});

test('the names of written flags are known even when the value is the default', () => {
  const result = parseArgs(['--prefix', 'gait'], FLAGS, true);
  expect(result.ok && [...result.args.given]).toEqual(['prefix']);
});

test.each([
  ['5', 'did you mean 5s'],
  ['1.5', 'did you mean 1.5s'],
  ['5 s', 'such as 90s, 10m or 1h30m'],
  ['', 'such as 90s, 10m or 1h30m'],
])('a duration of %j is refused with a hint at its unit', (text, hint) => {
  const specs = { wait: durationFlag({ help: '', default: '10m' }) };
  const result = parseArgs(['--wait', text], specs, true);
  expect(result).toMatchObject({
    ok: false,
    fault: { code: 'flag_invalid', flag: 'wait', hint: expect.stringContaining(hint) },
  });
});
