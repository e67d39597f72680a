import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { describeEffect, read } from './testing/describe-shell.ts';
import { HARMFUL, WRAPPINGS } from './testing/wrappings.ts';

/** What of a plain command is lost in a wrapped one; nothing when the wrapped one is obscure. */
function findLost(plain: string, wrapped: string): readonly string[] {
  const { effects, obscurities } = read(wrapped);
  const unknown = effects.some(({ kind, place }) => kind === 'execute' && place.kind === 'program');
  if (obscurities.length > 0 || unknown) return [];
  const found = new Set(effects.map(describeEffect));
  return read(plain)
    .effects.filter(({ kind }) => kind !== 'read')
    .map(describeEffect)
    .filter((effect) => !found.has(effect));
}

describe('a harmful command never loses its effects', () => {
  for (const [name, wrap] of Object.entries(WRAPPINGS)) {
    test(`said through: ${name}`, () => {
      const lost = HARMFUL.map((text) => [wrap(text), findLost(text, wrap(text))] as const);
      expect(lost.filter(([, effects]) => effects.length > 0)).toEqual([]);
    });
  }

  test('every sample has an effect or an obscurity', () => {
    const silent = HARMFUL.filter((text) => {
      const { effects, obscurities } = read(text);
      return obscurities.length === 0 && effects.every(({ kind }) => kind === 'read');
    });
    expect(silent).toEqual([]);
  });

  test('through two ways of saying it', () => {
    const names = Object.keys(WRAPPINGS);
    const lost: string[] = [];
    fc.assert(
      fc.property(
        fc.constantFrom(...HARMFUL),
        fc.constantFrom(...names),
        fc.constantFrom(...names),
        (text, inner, outer) => {
          // Two heredocs of one name, or two definitions of one variable, say something else.
          if (inner === outer || inner === 'backticks') return;
          const once = WRAPPINGS[inner]?.(text) ?? '';
          if (once.includes('\n')) return;
          const twice = WRAPPINGS[outer]?.(`{ ${once.replace(/ & wait$|&$/, '')}; }`) ?? '';
          if (findLost(text, twice).length > 0) lost.push(twice);
        },
      ),
      { numRuns: 1500, seed: 7 },
    );
    expect(lost).toEqual([]);
  });
});

describe('any text', () => {
  const pieces = fc.constantFrom(
    ...(
      'rm -rf a | || & && ; ;; ( ) { } [[ ]] $( ${ } $(( )) ` " \' \\ \n \r $x ${x:-y} ${x#*} <<A A > < >> <<< <( >( if then ' +
      'else fi for in do done while case esac x= x=a function f() eval sh -c bash env sudo xargs find -exec {} + \\; trap EXIT ' +
      'set -- "$@" $1 cd .. / ~ * ? [a] {a,b} {1..3} !( @( alias export local read [ ] test echo printf python node sed awk -e ' +
      "a[1]=2 a=(b) $'\\x41' # ! time coproc select until break continue return exit 2>&1 &> /dev/null \t é"
    ).split(' '),
  );

  test('is read without an exception', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), fc.constantFrom(' ', ''), (words, blank) => {
        const { effects, obscurities, programs } = read(words.join(blank));
        expect([effects, obscurities, programs].every(Array.isArray)).toBe(true);
        expect(JSON.stringify(effects)).not.toMatch(/[\uFDD0-\uFDEF]/);
      }),
      { numRuns: 2000, seed: 11 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(Array.isArray(read(text).effects)).toBe(true);
      }),
      { numRuns: 1000, seed: 12 },
    );
  });

  test('with a reserved letter is refused', () => {
    expect(read('rm \uFDD2').obscurities).toEqual(['code_unknown']);
    expect(read('rm \uFDD5').obscurities).toEqual(['syntax_error']);
  });
});
