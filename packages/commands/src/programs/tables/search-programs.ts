import { readFd } from '../files/read-fd.ts';
import type { Rows } from '../row.ts';

const GREP_VALUES =
  '-A -B -C -m -d -D --context --after-context --before-context --max-count --binary-files ' +
  '--color? --colour? --include --exclude --exclude-dir --label --devices --directories --regexp -e';

/** Searching. */
export const SEARCH_PROGRAMS: Rows = {
  'grep egrep fgrep zgrep bzgrep xzgrep ggrep ugrep': {
    about: 'searches files for a pattern',
    lenient: true,
    options: { value: GREP_VALUES, read: '-f --file --exclude-from', flag: '-r -R --recursive' },
    operands: ['value', 'read'],
    modes: [
      { when: '-e --regexp -f --file', operands: ['readTree'] },
      {
        when: '-r -R --recursive --dereference-recursive',
        operands: ['value', 'readTree'],
        none: 'readTree',
      },
    ],
  },
  'rg ripgrep': {
    about: 'searches folders for a pattern',
    lenient: true,
    options: {
      value:
        '-A -B -C -E -M -T -d -e -g -j -m -r -t --after-context --before-context --context --color ' +
        '--colors --encoding --engine --glob --iglob --max-columns --max-count --max-depth ' +
        '--max-filesize --path-separator --regexp --replace --sort --sortr --threads --type ' +
        '--type-add --type-clear --type-not --context-separator --field-match-separator',
      flag: '--files --type-list',
      read: '-f --file --ignore-file',
      run: '--pre --hostname-bin',
    },
    operands: ['value', 'readTree'],
    none: 'readTree',
    modes: [{ when: '-e --regexp -f --file --files --type-list', operands: ['readTree'] }],
  },
  'ag ack pt sift': {
    about: 'searches folders for a pattern',
    lenient: true,
    options: {
      value: '-A -B -C -G -m -W --depth --ignore --ignore-dir --type --max-count --width --context',
      read: '-p --path-to-ignore --ackrc',
      run: '--pager',
    },
    operands: ['value', 'readTree'],
    none: 'readTree',
  },
  'fd fdfind': { about: 'finds files; `-x` runs a program for each', raw: true, read: readFd },
  'locate mlocate plocate mdfind': { about: 'finds files by name', lenient: true },
  'ast-grep sg': {
    about: 'searches code by its structure; `-U` rewrites it',
    lenient: true,
    options: {
      value: '-p --pattern -l --lang -r --rewrite --selector --strictness --globs -j --json?',
      flag: '-U --update-all -i --interactive',
      read: '-c --config --rule -R',
    },
    operands: ['readTree'],
    none: 'readTree',
    modes: [{ when: '-U --update-all -i --interactive', operands: ['editTree'], none: 'editTree' }],
    subs: {
      'run scan test': {
        lenient: true,
        operands: ['readTree'],
        none: 'readTree',
        modes: [
          { when: '-U --update-all -i --interactive', operands: ['editTree'], none: 'editTree' },
        ],
      },
    },
    other: { lenient: true, operands: ['readTree'], none: 'readTree' },
    bare: { none: 'readTree' },
  },
  'cloc tokei scc sloccount': {
    about: 'counts lines of code',
    lenient: true,
    options: {
      value:
        '--exclude-dir --include-lang --exclude-lang --exclude -e --type -t --sort -s --by-file',
      read: '--list-file --exclude-list-file',
      write: '--out --report-file -o --output-file',
      script: '--script-lang',
    },
    operands: ['readTree'],
    none: 'readTree',
  },
  'ctags etags': {
    about: 'writes an index of the code',
    always: ['work'],
    lenient: true,
    options: { write: '-f -o', read: '-L --options' },
  },
};
