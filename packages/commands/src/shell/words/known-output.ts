import { activate, deactivate, isKnown, isOpaque, STAR, UNKNOWN } from '../marks.ts';
import { ownProcesses } from '../../programs/services/end-servers.ts';
import type { ShellCall } from '../walk/call.ts';
import { cleanPath } from './clean-path.ts';
import { folderOf, projectOf } from './look-up.ts';

/** Programs that print numbers, dates or plain names: one token without blanks a line. */
const TOKENS = new Set(
  'wc nproc uname hostname whoami arch expr seq jot stat du df cksum md5sum sha1sum sha256sum shasum uuidgen tty id getconf'.split(
    ' ',
  ),
);
const GIT_TOKENS =
  /^(?:rev-parse (?:(?:--short(?:=\d+)?|--abbrev-ref|--verify|--quiet|-q) )*[\w./@{}~^-]+|branch --show-current|rev-list --count(?: [\w./@{}~^-]+)*|merge-base(?: [\w./@{}~^-]+)+|describe(?: --[\w-]+(?:=\w+)?)*|symbolic-ref --short HEAD|log (?:-1|-n 1) --(?:format|pretty)=(?:format:)?%[hHct]+)$/;
const GIT_NAMES =
  /^(?:ls-files|diff (?:.* )?--name-only|diff-tree|show (?:.* )?--name-only|status --porcelain)/;
const LISTS_NAMES = new Set(['find', 'fd', 'fdfind', 'ls']);
const PASSES_ON = new Set([
  'cat',
  'tac',
  'sort',
  'uniq',
  'head',
  'tail',
  'grep',
  'egrep',
  'fgrep',
  'rg',
  'tee',
  'nl',
]);

/**
 * Programs that print what sets the shell up for them, of which nothing is left to read. Their
 * words are their own, so that nothing else is printed.
 */
const SETS_SHELL_UP = new Set([
  ...['pyenv init', 'rbenv init', 'nodenv init', 'direnv hook', 'direnv export', 'ssh-agent'],
  ...['starship init', 'zoxide init', 'brew shellenv', 'fnm env', 'mise activate', 'opam env'],
  ...['conda shell.bash', 'dircolors', 'rtx activate', 'pyenv virtualenv-init', 'thefuck'],
]);

/** What a program prints, with marks, where that can be told; undefined: anything. */
export function outputOf(call: ShellCall): string | undefined {
  const { name, args, state, io, run } = call;
  const operands = args.filter((arg) => !arg.startsWith('-'));
  const [first = ''] = operands;
  switch (name) {
    case 'cat':
      return args.length === 0 && io.input.kind === 'text' ? io.input.text : passOn(call);
    case 'tee':
      return io.input.kind === 'text' ? io.input.text : undefined;
    case 'dirname':
      return operands.length === 1 && !isOpaque(first) ? `${directoryOf(first)}\n` : undefined;
    case 'basename': {
      const [, suffix = ''] = operands;
      const base = first.replace(/\/+$/, '').split('/').at(-1) ?? '';
      if (isOpaque(base)) return undefined;
      const cut = suffix !== '' && base.endsWith(suffix) && base !== suffix;
      return `${cut ? base.slice(0, -suffix.length) : base}\n`;
    }
    case 'realpath':
    case 'readlink': {
      const folder = folderOf(state);
      const plain = operands.length === 1 && isKnown(first) && isKnown(folder);
      return plain ? `${cleanPath(folder, first)}\n` : undefined;
    }
    case 'git':
      return outputOfGit(args.map(deactivate).join(' '), projectOf(state, run.origin.project));
    case 'mktemp':
      return outputOfMktemp(args);
    case 'which':
      return operands.length === 1 && /^[\w.-]+$/.test(first) ? `/usr/bin/${first}\n` : undefined;
    case 'date':
      return args.every((arg) => isKnown(arg) && !/\s|%[cnt+xX]/.test(arg))
        ? `${STAR}\n`
        : undefined;
    default:
      return outputOfMany(call, operands);
  }
}

function outputOfMany(call: ShellCall, operands: readonly string[]): string | undefined {
  const { name, args } = call;
  if (name === 'lsof' || name === 'pgrep') {
    const own = args.every((arg) => isKnown(arg)) ? ownProcesses(name, args) : undefined;
    return own === undefined ? undefined : `${own}${STAR}\n`;
  }
  if (SETS_SHELL_UP.has(`${name} ${args.find((arg) => !arg.startsWith('-')) ?? ''}`.trim()))
    return '';
  if (TOKENS.has(name) || (name === 'grep' && args.includes('-c'))) return `${STAR}\n`;
  if (LISTS_NAMES.has(name)) return listNames(name, args, operands);
  if (name === 'rg' && args.includes('--files')) return `${STAR}${STAR}\n`;
  if (/^(?:rg|grep)$/.test(name) && args.some((arg) => /^-[a-zA-Z]*[lL]|^--files-with/.test(arg))) {
    return operands.length < 3 ? listBelow(operands[1] ?? '.') : undefined;
  }
  if (/^(?:true|mkdir|rm|mv|cp|touch|chmod|sleep|ln)$/.test(name)) return '';
  return passOn(call);
}

/** Programs that drop or order lines print nothing that they did not get. */
function passOn({ name, args, io }: ShellCall): string | undefined {
  if (!PASSES_ON.has(name) || io.input.kind !== 'text') return undefined;
  const lines = io.input.text.split('\n').filter((line) => line !== '');
  // Only lists of names with wildcards: of known text, what is left matters.
  const [line] = lines;
  const whole = lines.length === 1 && line !== undefined && !isOpaque(line) && !isKnown(line);
  return whole && args.every((arg) => !isOpaque(arg)) ? io.input.text : undefined;
}

function outputOfGit(words: string, project: string): string | undefined {
  if (words === 'rev-parse --show-toplevel') return `${project}\n`;
  if (words === 'rev-parse --git-dir') return '.git\n';
  if (GIT_TOKENS.test(words)) return `${STAR}\n`;
  return GIT_NAMES.test(words) && !words.includes('--no-index') ? `${STAR}${STAR}\n` : undefined;
}

function outputOfMktemp(args: readonly string[]): string | undefined {
  const known = args.every((arg) => isKnown(arg));
  const options = args.filter((arg) => arg.startsWith('-'));
  const [template, ...more] = args.filter((arg) => !arg.startsWith('-'));
  if (
    !known ||
    more.length > 0 ||
    options.some((option) => !/^-[dqut]+$|^--directory$/.test(option))
  )
    return undefined;
  // Nobody else has a file of that name: one that is as good as any stands for it.
  const name = template ?? 'tmp.XXXXXXXXXX';
  if (template === undefined) return `/tmp/${name}\n`;
  return options.includes('-t') ? `/tmp/${name}\n` : `${name}\n`;
}

function listNames(
  name: string,
  args: readonly string[],
  operands: readonly string[],
): string | undefined {
  if (args.some((arg) => isOpaque(arg))) return undefined;
  if (name === 'ls') {
    if (args.some((arg) => /^-[a-zA-Z]*[lsi]/.test(arg))) return undefined;
    const [only] = operands;
    if (operands.length === 0) return `${STAR}\n`;
    if (only === undefined || operands.length !== 1) return undefined;
    // Names of what lies there, without the folder; of a file its own.
    return isKnown(only) ? (/^[\w.-]+\/?$/.test(only) ? `${STAR}\n` : undefined) : `${only}\n`;
  }
  if (name !== 'find') return `${STAR}${STAR}\n`;
  if (args.some((arg) => /^-(?:printf|exec|execdir|ls|ok|fprint)/.test(arg))) return undefined;
  const end = args.findIndex((arg) => /^[-(!]/.test(arg) && !/^-[HLP]$/.test(arg));
  const roots = (end < 0 ? args : args.slice(0, end)).filter((arg) => !/^-[HLP]$/.test(arg));
  if (roots.length === 0) return listBelow('.');
  return roots.map(listBelow).join('');
}

function listBelow(root: string): string {
  if (isOpaque(root)) return `${UNKNOWN}\n`;
  const base = root.replace(/\/+$/, '');
  return `${activate(base)}/${STAR}${STAR}\n`;
}

function directoryOf(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  const slash = trimmed.lastIndexOf('/');
  if (slash < 0) return trimmed === '' && path !== '' ? '/' : '.';
  return trimmed.slice(0, slash).replace(/\/+$/, '') || '/';
}
