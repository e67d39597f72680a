import { FLOORS, LAST_PURE_FLOOR } from '../house.ts';
import { isTest, listFiles, readText } from '../source-files.ts';
import type { Check } from './check.ts';

const IMPURE: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/\bDate\.now\(|new Date\(\)/, 'reads the clock'],
  [/\bMath\.random\(|\brandomBytes\(|\brandomUUID\(|\bgetRandomValues\(/, 'makes random numbers'],
  [/\bprocess\./, 'touches the process'],
  [/\bfetch\(|\bWebSocket\b/, 'talks to the network'],
  [/\bset(?:Timeout|Interval|Immediate)\(/, 'starts a timer'],
];
// Key generation is the one source of randomness below; it is node:crypto's own.

/** Effects that a source text of a pure floor has, by line. */
export function findEffects(source: string): readonly string[] {
  return source.split('\n').flatMap((line, index) => {
    if (/^\s*(?:\*|\/\/|\/\*)/.test(line)) return [];
    return IMPURE.filter(([pattern]) => pattern.test(line)).map(
      ([, what]) => `${index + 1}: ${what}`,
    );
  });
}

/** Bytes, clocks and randomness come into the pure floors as arguments; no package uses `Bun.`. */
export const purity: Check = {
  name: 'pure floors',
  findProblems: () =>
    Object.entries(FLOORS).flatMap(([name, floor]) =>
      listFiles(`packages/${name}/src`)
        .filter((file) => file.endsWith('.ts') && !isTest(file))
        .flatMap((file) => {
          const source = readText(file);
          const effects = floor <= LAST_PURE_FLOOR ? findEffects(source) : [];
          const bun = /\bBun\.\w/.test(source.replaceAll(/^\s*(?:\*|\/\/).*$/gm, ''));
          return [
            ...effects.map((effect) => `${file}:${effect}`),
            ...(bun ? [`${file}: uses Bun, which Node lacks`] : []),
          ];
        }),
    ),
};
