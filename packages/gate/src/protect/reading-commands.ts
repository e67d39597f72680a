import { isReadingOwnCommand, OWN_PROGRAM } from './own-commands.ts';

/** What a command of the short list does with the files it is given. */
export type ReadingKind =
  /** Says that they exist, how they are called, how large they are. */
  | 'names'
  /** Shows what is in them. */
  | 'contents'
  /** Our own: checks with them. */
  | 'own';

type Check = (args: readonly string[]) => boolean;

const always: Check = () => true;
const without =
  (forbidden: RegExp): Check =>
  (args) =>
    !args.some((argument) => forbidden.test(argument));

const NAMES = checks(
  'ls dir stat test [ basename dirname realpath readlink which echo printf cd pwd true false whoami uname test-path get-childitem gci write-output',
  always,
);
const CONTENTS = checks(
  'cat head tail wc date du tree grep egrep fgrep diff cmp sha256sum sha512sum shasum md5sum cksum cut nl od hexdump strings tr jq tac file get-content gc select-string findstr type',
  always,
);
// `date -f FILE` and the lists of the others say each line that they cannot use.
NAMES.set('date', without(/^(?:-\w*[fs]|--(?:file|set))/u));
NAMES.set('du', without(/^(?:-\w*X|--(?:files0|exclude-from))/u));
NAMES.set('tree', without(/^(?:-\w*[oR]|--(?:fromfile|fromtab))/u));
NAMES.set(
  'find',
  without(/^-(?:delete|exec|execdir|ok|okdir|fprint|fprint0|fprintf|fls|files0-from)$/u),
);
CONTENTS.set('tree', without(/^-\w*[oR]/u));
CONTENTS.set('rg', without(/^--(?:pre|hostname-bin|search-zip)/u));
CONTENTS.set('sort', without(/^(?:-\w*[oT]|--(?:output|compress|temporary|files0))/u));
CONTENTS.set('uniq', (args) => args.filter((argument) => !argument.startsWith('-')).length < 2);
CONTENTS.set('yq', without(/^(?:-\w*[is]|--(?:inplace|in-place|split))/u));
CONTENTS.set(
  'sed',
  (args) =>
    args[0] === '-n' &&
    /^\d+(?:,(?:\d+|\$))?p$/u.test(args[1] ?? '') &&
    !args.slice(2).some((argument) => argument.startsWith('-')),
);
CONTENTS.set('git', readsGit);

const GIT_READERS = new Set(
  'status diff log show blame ls-files ls-tree grep rev-parse describe check-ignore cat-file shortlog'.split(
    ' ',
  ),
);

function readsGit(args: readonly string[]): boolean {
  const own = args[0] === '-C' ? args.slice(2) : args;
  // `--output` writes, the others run programs that somebody named.
  const forbidden =
    /^(?:-c|-O|-o|--output|--open-files|--ext-diff|--textconv|--filters|--exec-path|--config|--git-dir|--work-tree)/u;
  return GIT_READERS.has(own[0] ?? '') && !own.some((argument) => forbidden.test(argument));
}

function checks(names: string, check: Check): Map<string, Check> {
  return new Map(names.split(' ').map((name) => [name, check]));
}

/**
 * What one command reads, when it is on the short list of those that provably only read;
 * undefined otherwise.
 *
 * @param isOwn the program is the gate itself under whatever name
 */
export function readingKind(words: readonly string[], isOwn: boolean): ReadingKind | undefined {
  const [program = '', ...args] = words;
  const folded = program.toLowerCase();
  if (isOwn || OWN_PROGRAM.test(folded)) return isReadingOwnCommand(args) ? 'own' : undefined;
  const name = folded.replace(/^\/(?:usr\/)?bin\//u, '').replace(/\.exe$/u, '');
  // A program in a folder of its own may be anything that is called `cat`.
  if (NAMES.get(name)?.(args) === true) return 'names';
  return CONTENTS.get(name)?.(args) === true ? 'contents' : undefined;
}

/** True when the command goes through everything below the folders it is given. */
export function goesDeep(words: readonly string[]): boolean {
  const [program = '', ...args] = words;
  return (
    /(?:^|\/)(?:rg|find)$/u.test(program) ||
    args.some((argument) =>
      /^(?:-\w*[rR]|--recursive|--dereference-recursive|-recurse)/u.test(argument),
    )
  );
}
