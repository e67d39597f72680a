/**
 * True when a command changes the folder it runs in without naming it: an archive that is
 * unpacked there, a `git clean`, a listing that is handed to `rm`. Judged by its words, so that
 * a long text costs no more than to read it.
 */
export function changesWholeFolder(text: string): boolean {
  if (LISTED_AWAY.test(text)) return true;
  return text.split(/[;&\n]|\|\|?/u).some((segment) => {
    const words = segment.split(/[\s"'()`{}]+/u).filter((word) => word !== '');
    return words.some((word, i) => {
      const check = CHECKS.get(word.slice(word.lastIndexOf('/') + 1).toLowerCase());
      return check !== undefined && i < MOST_WORDS && check(words.slice(i + 1, i + 1 + MOST_WORDS));
    });
  });
}

/** Longer command lines are judged by what they name. */
const MOST_WORDS = 200;
const LISTED_AWAY =
  /\b(?:ls|dir|git\s+ls-files)(?:\s+-[\w-]{1,20}){0,8}\s{0,20}\|\s{0,20}xargs\b[^|;&\n]{0,200}\b(?:rm|mv|unlink|shred|truncate|chmod|chown)\b/u;

type Check = (args: readonly string[]) => boolean;

const has = (args: readonly string[], pattern: RegExp): boolean =>
  args.some((argument) => pattern.test(argument));
const CHECKS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['tar', unpacks],
  ['bsdtar', unpacks],
  ['unzip', (args) => args.length > 0 && !has(args, /^-\w*[dlptvzZ]/u)],
  ['7z', (args) => /^[xe]$/u.test(args[0] ?? '') && !has(args, /^-o/u)],
  ['7za', (args) => /^[xe]$/u.test(args[0] ?? '') && !has(args, /^-o/u)],
  ['jar', (args) => /^-?\w*x/u.test(args[0] ?? '')],
  ['cpio', (args) => has(args, /^-\w*i/u)],
  ['git', changesByGit],
]);

function unpacks(args: readonly string[]): boolean {
  const unpacking =
    /^[A-Za-z]*x[A-Za-z]*$/u.test(args[0] ?? '') || has(args, /^(?:-\w*x\w*|--extract|--get)$/u);
  return unpacking && !has(args, /^(?:-\w*C|--directory)/u);
}

function changesByGit(args: readonly string[]): boolean {
  const [verb = '', ...rest] = args[0] === '-C' ? args.slice(2) : args;
  if (verb === 'clean')
    return has(rest, /^(?:-\w*[fxX]|--force)/u) && !has(rest, /^(?:-\w*n|--dry-run)/u);
  return verb === 'stash' && has(rest, /^(?:-\w*[ua]|--include-untracked|--all)$/u);
}
