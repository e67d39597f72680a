import type { Invocation, Word } from '../model/invocation.ts';

/** Pagers start a shell on `!`; the others show processes and end them, or hold whole terminals. */
const PROMPTS: ReadonlySet<string> = new Set([
  ...['less', 'more', 'most', 'pg', 'lv', 'top', 'htop', 'btop', 'atop', 'glances'],
  ...['tmux', 'screen', 'zellij', 'byobu', 'dtach', 'abduco', 'mc', 'ranger', 'nnn', 'lf', 'vifm'],
  ...['dc', 'bc', 'sftp', 'ftp', 'lftp', 'telnet', 'gdb', 'lldb', 'jdb', 'pdb', 'tig', 'lazygit'],
]);
/** What these only list or end takes no commands. */
const QUIET =
  /^(?:ls|list-\w+|lsw|lsp|has-session|has|kill-\w+|display-message|show-\w+|-ls|-list)$/;
/** Modules of Python that wait for statements. */
const PYTHON_PROMPTS = /^(?:pdb|bdb|code|asyncio|IPython|ptpython|bpython|pudb|ipdb|sqlite3)$/;
/** Subcommands of git that open an editor, unless they are given what it would be asked for. */
const OPENS_EDITOR = /^(?:commit|tag|revert|notes|merge)$/;
const GIVES_TEXT =
  /^(?:-[a-zA-Z]*[mFC]|--(?:message|file|no-edit|reuse-message|fixup|dry-run|abort|continue|quit|ff-only|list|delete|no-commit|squash)(?:=|$))/;

/**
 * Whether a program, once it runs, does what is typed into it: starts a shell, runs statements,
 * opens an editor. It counts only where whoever started it can go on typing unseen.
 */
export function takesCommands({ program, args }: Pick<Invocation, 'program' | 'args'>): boolean {
  const words = args.map(({ value, prefix }: Word) => value ?? prefix);
  const name = program.toLowerCase();
  if (PROMPTS.has(name)) return !words.some((word) => QUIET.test(word));
  if (/^(?:python|pypy)[\d.]*$/.test(name)) return promptsInPython(words);
  if (name === 'node' || name === 'nodejs')
    return words.some((word) => /^(?:inspect|-i|--interactive)$/.test(word));
  if (name === 'deno' || name === 'bun')
    return words.length === 0 ? name === 'deno' : words[0] === 'repl';
  if (name === 'php') return words.includes('-a');
  if (name === 'git') return promptsInGit(words);
  return false;
}

function promptsInPython(words: readonly string[]): boolean {
  const end = words.findIndex((word) => !word.startsWith('-'));
  const options = end < 0 ? words : words.slice(0, end);
  const module = words[words.findIndex((word) => /^-[a-zA-Z]*m$/.test(word)) + 1] ?? '';
  const asks = options.some((word) => /^-[bBdEhiIOPqRsSuvx]*i/.test(word));
  return (
    asks || (options.some((word) => /^-[a-zA-Z]*m$/.test(word)) && PYTHON_PROMPTS.test(module))
  );
}

function promptsInGit(words: readonly string[]): boolean {
  const at = words.findIndex((word) => !word.startsWith('-') && !word.includes('='));
  const sub = words[at] ?? '';
  const rest = words.slice(at + 1);
  const has = (pattern: RegExp): boolean => rest.some((word) => pattern.test(word));
  if (sub === 'rebase') return has(/^(?:-i|--interactive|--edit-todo)$/);
  if (
    /^(?:add|checkout|restore|reset|stash|commit)$/.test(sub) &&
    has(/^(?:-p|--patch|-i|--interactive|-e|--edit)$/)
  )
    return true;
  // Only one with a text of its own, and one that joins branches, ask for it.
  if (sub === 'tag' && !has(/^(?:-a|-s|--annotate|--sign)$/)) return false;
  if (sub === 'merge') return has(/^(?:-e|--edit)$/);
  if (sub === 'notes') return has(/^(?:edit|add|append)$/) && !has(GIVES_TEXT);
  return OPENS_EDITOR.test(sub) && !has(GIVES_TEXT);
}
