/** A command as completion needs it. */
export interface CompletionEntry {
  /** Words of the path. */
  readonly path: readonly string[];
  readonly summary: string;
  readonly flags: readonly CompletionFlag[];
}

/** A flag as completion needs it. */
export interface CompletionFlag {
  readonly name: string;
  readonly help: string;
  readonly takesValue: boolean;
}

/** Shells that a script can be made for. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof SHELLS)[number];

/**
 * The completion script of one shell: sub-commands and flags from the command table, file names
 * everywhere else.
 */
export function completionScript(
  shell: Shell,
  program: string,
  entries: readonly CompletionEntry[],
): string {
  switch (shell) {
    case 'bash':
      return bashScript(program, entries);
    case 'zsh':
      return zshScript(program, entries);
    case 'fish':
      return fishScript(program, entries);
    case 'powershell':
      return powershellScript(program, entries);
  }
}

/** Every beginning of a path with the words that may follow it. */
function childWords(entries: readonly CompletionEntry[]): Map<string, string[]> {
  const words = new Map<string, string[]>();
  for (const { path } of entries) {
    path.forEach((word, index) => {
      const prefix = path.slice(0, index).join(' ');
      const known = words.get(prefix) ?? [];
      if (!known.includes(word)) words.set(prefix, [...known, word]);
    });
  }
  return words;
}

function functionName(program: string): string {
  return `_${program.replaceAll('-', '_')}_completion`;
}

/** The loop shared by bash and zsh: how many leading words name a command. */
function cases(
  entries: readonly CompletionEntry[],
  render: (words: readonly string[]) => string,
): string[] {
  return [...childWords(entries)].map(
    ([prefix, words]) => `    ${quote(prefix)}) ${render(words)} ;;`,
  );
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function bashScript(program: string, entries: readonly CompletionEntry[]): string {
  const name = functionName(program);
  const flagCases = entries.map(
    ({ path, flags }) =>
      `    ${quote(path.join(' '))}) flags=${quote(flags.map((flag) => `--${flag.name}`).join(' '))} ;;`,
  );
  const valued = [
    ...new Set(
      entries.flatMap(({ flags }) =>
        flags.filter((flag) => flag.takesValue).map((flag) => `--${flag.name}`),
      ),
    ),
  ];
  return `# bash completion of ${program}; use: source <(${program} completion bash)
${name}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="" path="" words="" flags="" word i
  (( COMP_CWORD > 0 )) && previous="\${COMP_WORDS[COMP_CWORD-1]}"
  for (( i = 1; i < COMP_CWORD; i++ )); do
    word="\${COMP_WORDS[i]}"
    case "\${path:+$path }$word" in
      ${knownPaths(entries).map(quote).join('|')}) path="\${path:+$path }$word" ;;
      *) break ;;
    esac
  done
  case "$path" in
${cases(entries, (words) => `words=${quote(words.join(' '))}`).join('\n')}
  esac
  case "$path" in
${flagCases.join('\n')}
  esac
  COMPREPLY=()
  if [[ "$current" == -* ]]; then
    COMPREPLY=( $(compgen -W "$flags" -- "$current") )
    return
  fi
  case "$previous" in
    ${valued.join('|')}) COMPREPLY=( $(compgen -f -- "$current") ); return ;;
  esac
  (( i == COMP_CWORD )) && COMPREPLY=( $(compgen -W "$words" -- "$current") )
  [[ \${#COMPREPLY[@]} -eq 0 && -n "$flags" ]] && COMPREPLY=( $(compgen -f -- "$current") )
}
complete -o filenames -o bashdefault -F ${name} ${program}
`;
}

function knownPaths(entries: readonly CompletionEntry[]): string[] {
  const paths = new Set<string>();
  for (const { path } of entries)
    path.forEach((_, index) => paths.add(path.slice(0, index + 1).join(' ')));
  return [...paths];
}

function zshScript(program: string, entries: readonly CompletionEntry[]): string {
  const name = functionName(program);
  const summaries = new Map(entries.map((entry) => [entry.path.join(' '), entry.summary]));
  const described = [...childWords(entries)].map(([prefix, words]) => {
    const items = words.map((word) => {
      const path = prefix === '' ? word : `${prefix} ${word}`;
      return quote(`${word}:${zshText(summaries.get(path) ?? 'commands')}`);
    });
    return `    ${quote(prefix)}) subcommands=(${items.join(' ')}) ;;`;
  });
  const flags = entries.map(({ path, flags: own }) => {
    const items = own.map((flag) =>
      quote(`--${flag.name}[${zshText(flag.help)}]${flag.takesValue ? ':value:_files' : ''}`),
    );
    return `    ${quote(path.join(' '))}) flags=(${items.join(' ')}) ;;`;
  });
  return `#compdef ${program}
# zsh completion of ${program}; use: source <(${program} completion zsh)
${name}() {
  local path_words="" word
  local -a subcommands flags
  local -i i=2
  while (( i < CURRENT )); do
    word="\${words[i]}"
    case "\${path_words:+$path_words }$word" in
      ${knownPaths(entries).map(quote).join('|')}) path_words="\${path_words:+$path_words }$word" ;;
      *) break ;;
    esac
    (( i++ ))
  done
  case "$path_words" in
${described.join('\n')}
  esac
  case "$path_words" in
${flags.join('\n')}
  esac
  if (( i == CURRENT )) && (( \${#subcommands} > 0 )) && [[ "$PREFIX" != -* ]]; then
    _describe -t commands 'command' subcommands
    (( \${#flags} > 0 )) || return
  fi
  if (( \${#flags} > 0 )); then
    # Only what follows the command's own words is for its flags.
    words=("\${words[1]}" "\${words[i,-1]}")
    (( CURRENT = CURRENT - i + 2 ))
    _arguments $flags '*:file:_files'
  fi
}
if [[ "$funcstack[1]" == ${quote(`_${program}`)} ]]; then
  ${name} "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -u; }
  compdef ${name} ${program}
fi
`;
}

/** Text inside a zsh specification: brackets and colons would end it. */
function zshText(text: string): string {
  return text.replace(/[[\]:\\]/gu, (char) => `\\${char}`);
}

function fishScript(program: string, entries: readonly CompletionEntry[]): string {
  const name = functionName(program);
  const summaries = new Map(entries.map((entry) => [entry.path.join(' '), entry.summary]));
  const lines = [...childWords(entries)].flatMap(([prefix, words]) =>
    words.map((word) => {
      const path = prefix === '' ? word : `${prefix} ${word}`;
      return `complete -c ${program} -f -n ${fishQuote(`${name} ${fishQuote(prefix)}`)} -a ${fishQuote(word)} -d ${fishQuote(summaries.get(path) ?? 'commands')}`;
    }),
  );
  const flags = entries.flatMap(({ path, flags: own }) =>
    own.map(
      (flag) =>
        `complete -c ${program} -n ${fishQuote(`${name}_in ${fishQuote(path.join(' '))}`)} -l ${flag.name}${flag.takesValue ? ' -r' : ''} -d ${fishQuote(flag.help)}`,
    ),
  );
  return `# fish completion of ${program}; use: ${program} completion fish | source
function ${name}_path
  set -l path
  for word in (commandline -opc)[2..-1]
    contains -- (string join -- ' ' $path $word) ${knownPaths(entries).map(fishQuote).join(' ')}; or break
    set -a path $word
  end
  string join -- ' ' $path
end
function ${name}
  test (count (commandline -opc)) -eq (math (string split -n ' ' -- "$argv[1]" | count) + 1); and test (${name}_path | string collect -a) = "$argv[1]"
end
function ${name}_in
  test (${name}_path | string collect -a) = "$argv[1]"
end
${lines.join('\n')}
${flags.join('\n')}
`;
}

function fishQuote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function powershellScript(program: string, entries: readonly CompletionEntry[]): string {
  const single = (text: string) => `'${text.replaceAll("'", "''")}'`;
  const words = [...childWords(entries)].map(
    ([prefix, list]) => `    ${single(prefix)} = @(${list.map(single).join(', ')})`,
  );
  const flags = entries.map(
    ({ path, flags: own }) =>
      `    ${single(path.join(' '))} = @(${own.map((flag) => single(`--${flag.name}`)).join(', ')})`,
  );
  return `# PowerShell completion of ${program}; use: ${program} completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName ${single(program)} -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $subcommands = @{
${words.join('\n')}
  }
  $flags = @{
${flags.join('\n')}
  }
  $path = ''
  $typed = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  if ($wordToComplete -ne '' -and $typed.Count -gt 0) { $typed = @($typed | Select-Object -SkipLast 1) }
  $named = 0
  foreach ($word in $typed) {
    $longer = ("$path $word").Trim()
    if (-not ($subcommands.ContainsKey($longer) -or $flags.ContainsKey($longer))) { break }
    $path = $longer
    $named++
  }
  $candidates = if ($wordToComplete.StartsWith('-')) { $flags[$path] } elseif ($named -eq $typed.Count) { $subcommands[$path] }
  $candidates | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
}
