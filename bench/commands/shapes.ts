/** Texts of a length that a careless reader takes quadratic time or its whole stack for. */
export interface Shape {
  readonly dialect: 'sh' | 'powershell' | 'cmd' | 'sql';
  readonly make: (size: number) => string;
}

const times = (text: string, size: number): string =>
  text.repeat(Math.max(1, Math.floor(size / text.length)));
/** Opened and closed again, as deep as the size allows. */
const nest =
  (open: string, close: string, inner = '') =>
  (size: number): string => {
    const count = Math.floor((size - inner.length) / (open.length + close.length));
    return `${open.repeat(count)}${inner}${close.repeat(count)}`;
  };
/** Groups that are no deeper than honest ones, one after the other. */
const groups =
  (open: string, close: string, depth: number, between = '\n') =>
  (size: number): string =>
    times(`${open.repeat(depth)}ls${close.repeat(depth)}${between}`, size);
const repeat =
  (text: string) =>
  (size: number): string =>
    times(text, size);
/** Different words, of which no two say the same. */
function countedWords(program: string, size: number): string {
  const count = Math.floor((size - program.length) / 7);
  return `${program} ${Array.from({ length: count }, (_one, at) => `a${10_000 + at}`).join(' ')}`;
}

const sh = (make: Shape['make']): Shape => ({ dialect: 'sh', make });

/** Shapes of nesting, each as deep as the text is long. */
export const NESTED: Readonly<Record<string, Shape>> = {
  'nested substitutions': sh(repeat('$(')),
  'closed substitutions': sh(nest('$(', ')')),
  'nested quotes': sh(repeat('"$(')),
  backticks: sh(repeat('`\\')),
  heredocs: sh(repeat('cat <<A\n')),
  'heredocs in one line': sh((size) => `${times('cat <<A;', size - 1)}\n`),
  'extended patterns': sh(repeat('@(')),
  blocks: sh(repeat('{ ')),
  'closed blocks': sh(nest('{ ', ';}', 'ls')),
  subshells: sh(repeat('(')),
  conditions: sh(repeat('if true; then ')),
  'closed conditions': sh(nest('if :; then ', ' fi;', 'ls;')),
  loops: sh(repeat('for x in a; do ')),
  cases: sh(repeat('case x in x) ')),
  functions: sh(repeat('f() { ')),
  braces: sh(repeat('{a,')),
  'closed braces': sh(nest('{a,', '}')),
  'braces side by side': sh(repeat('{a,b}')),
  parameters: sh(repeat('${a:-')),
  'closed parameters': sh(nest('${a:-', '}')),
  arithmetic: sh(repeat('$((')),
  'process substitutions': sh(repeat('<(')),
  tests: sh(repeat('[[ ( ')),
  'short commands': sh(repeat('ls;')),
  assignments: sh(repeat('a=$a$a;')),
  pipes: sh(repeat('ls|')),
  redirections: sh(repeat('>a ')),
  'one word': sh(repeat('a')),
  wildcards: sh((size) => `ls ${times('*?[a]', size - 3)}`),
  words: sh((size) => `rm ${times('a ', size - 3)}`),
  'brace files': sh(repeat('rm {1..2000};')),
  wrappers: sh(repeat('nice ')),
  'text in quotes': sh((size) => `echo '${'a'.repeat(size - 7)}'`),
  'text in a heredoc': sh((size) => `cat > a <<'E'\n${times('a b c\n', size - 20)}E\n`),
  'script in a heredoc': sh((size) => `sh <<'E'\n${times('ls a\n', size - 20)}E\n`),
  'code of Python': sh((size) => `python3 -c '${times('print(1);', size - 14)}'`),
  'code of JavaScript': sh((size) => `node -e "${times('[1,', size - 10)}"`),
  'script of sed': sh((size) => `sed '${times('s/a/b/;', size - 6)}'`),
  'shell in shell': sh((size) => {
    let text = 'rm a';
    while (text.length * 2.2 < size) text = `sh -c '${text.replaceAll("'", "'\\''")}'`;
    return text;
  }),
  'blocks of PowerShell': { dialect: 'powershell', make: repeat('& {') },
  'substitutions of PowerShell': { dialect: 'powershell', make: repeat('"$(') },
  'commands of PowerShell': { dialect: 'powershell', make: repeat('ls;') },
  'groups of cmd': { dialect: 'cmd', make: repeat('(') },
  'carets of cmd': { dialect: 'cmd', make: repeat('^') },
  'commands of cmd': { dialect: 'cmd', make: repeat('dir&') },
  'brackets of SQL': { dialect: 'sql', make: repeat('select (') },
  'comments of SQL': { dialect: 'sql', make: repeat('/*! ') },
  'statements of SQL': { dialect: 'sql', make: repeat('select 1;') },
};

/** Shapes that pass the look at size and depth: the parser reads all of them. */
export const PARSED: Readonly<Record<string, Shape>> = {
  'substitutions in rows': sh(groups('$(', ')', 8)),
  'quoted substitutions in rows': sh(groups('"$(', ')"', 4)),
  'blocks in rows': sh(groups('{ ', ';}', 30)),
  'subshells in rows': sh(groups('(', ')', 30)),
  'conditions in rows': sh(groups('if :; then ', '; fi', 30)),
  'parameters in rows': sh(groups('${a:-', '}', 6)),
  'patterns in rows': sh(groups('@(', ')', 6)),
  'arithmetic in rows': sh(groups('$((1+', '))', 6)),
  'conditions in each other': sh(nest('if :; then ', ' ;fi', 'ls')),
  'loops in each other': sh(nest('for x in 1 2; do ', ' ;done', 'ls')),
  'cases in each other': sh(nest('case x in x) ', ' ;; esac', 'ls')),
  'functions that call twice': sh((size) => {
    const lines: string[] = [];
    for (let at = 0; lines.length * 24 < size - 40; at += 1)
      lines.push(`f${at}() { f${at + 1}; f${at + 1}; }`);
    return `${lines.join('\n')}\nf0`;
  }),
  'values that double': sh((size) => `a=xx;${times('a=$a$a;', size - 12)}echo $a`),
  'many words': sh((size) => `rm ${times('a1 ', size - 4)}`),
  ...Object.fromEntries(
    [
      'ln -s',
      'cp',
      'mv',
      'install',
      'tar cf',
      'git mv',
      'chmod 1',
      'scp',
      'xargs',
      'find . -name',
    ].map((program) => [`words of ${program}`, sh((size) => countedWords(program, size))]),
  ),
  'many commands': sh(repeat('ls a\n')),
  'many pipes': sh((size) => `ls${times('|wc', size - 3)}`),
  'many redirections': sh((size) => `ls ${times('>a ', size - 4)}`),
  'brace products': sh((size) => `rm ${times('{a,b}', size - 4)}`),
  'loops over loops': sh(
    (size) => `${times('for i in {1..40}; do ', size / 2)}ls;${times(' done;', size / 2)}`,
  ),
};
