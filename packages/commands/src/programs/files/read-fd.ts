import type { Word } from '../../model/invocation.ts';
import { applySpec } from '../apply-spec.ts';
import { addArgv, type Call } from '../draft.ts';
import { dropStart } from '../read-words.ts';
import type { Spec } from '../row.ts';

const FD: Spec = {
  lenient: true,
  options: {
    value:
      '-d -t -e -E -g -j -S -c -o --max-depth --min-depth --exact-depth --type --extension ' +
      '--exclude --size --changed-within --changed-before --owner --color --threads --max-results ' +
      '--path-separator --format --and --batch-size --max-buffer-time',
    read: '--ignore-file',
    readTree: '--search-path',
    folder: '-C --base-directory',
  },
  operands: ['value', 'readTree'],
  none: 'readTree',
};
const WITH_VALUE = 'dtEegjScoC';

/** `fd`: behind `-x` and `-X` stands a program that runs with what was found. */
export function readFd({ draft, words }: Call): void {
  const args = words.operands;
  const at = args.findIndex((word) => findProgram(word) !== undefined);
  applySpec(draft, FD, at < 0 ? args : args.slice(0, at));
  const option = args[at];
  if (option === undefined) return;
  const end = args.findIndex(({ value }, index) => index > at && value === ';');
  const first = dropStart(option, findProgram(option) ?? 0);
  const rest = args.slice(at + 1, end < 0 ? undefined : end);
  addArgv(draft, first.prefix === '' ? rest : [first, ...rest], true);
}

/** Where the name of the program begins in `-x`, `-HxNAME`, `--exec=NAME`; undefined: elsewhere. */
function findProgram({ prefix }: Word): number | undefined {
  const long = /^--exec(?:-batch)?(?:=|$)/.exec(prefix);
  if (long !== null) return long[0].length;
  if (!prefix.startsWith('-') || prefix.startsWith('--')) return undefined;
  for (let at = 1; at < prefix.length; at += 1) {
    const letter = prefix[at] ?? '';
    if (letter === 'x' || letter === 'X') return at + (prefix[at + 1] === '=' ? 2 : 1);
    if (WITH_VALUE.includes(letter)) return undefined;
  }
  return undefined;
}
