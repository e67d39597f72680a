/** The plain rules of a Makefile. */
export interface Makefile {
  readonly rules: ReadonlyMap<string, Rule>;
  readonly variables: ReadonlyMap<string, string>;
  /** Text that make gives to a shell while it reads the file: `$(shell …)`, `X != …`. */
  readonly shells: readonly string[];
  /** It does what its recipes do not show: swaps the shell, makes rules of text, loads code. */
  readonly opaque: boolean;
  /** The target that is made when none is named. */
  readonly first: string | undefined;
}

export interface Rule {
  readonly needs: readonly string[];
  readonly lines: readonly string[];
}

/** More text than honest Makefiles have. */
const LONGEST = 200_000;
const LONGEST_LINE = 4000;
const ASSIGNMENT = /^(?:export +|override +)*([\w.-]+) *(!|\?|\+|:{1,3})?= *(.*)$/;
/** Constructs whose work stands in no recipe. */
const OPAQUE =
  /\$[({](?:eval|file|guile)\b|^\.RECIPEPREFIX|^\.SHELLFLAGS|^-?load[ \t]|^[ ]*(?:export +)?(?:MAKEFLAGS|GNUMAKEFLAGS|PATH|LD_PRELOAD|BASH_ENV)[ ]*[:+?]?=/m;
/** What make itself knows. */
const BUILT_IN: readonly (readonly [string, string])[] = [
  ['CC', 'cc'],
  ['CXX', 'c++'],
  ['CPP', 'cc -E'],
  ['AR', 'ar'],
  ['LD', 'ld'],
  ['RM', 'rm -f'],
  ['MAKE', 'make'],
];

/** Reads rules and variables; undefined when it is too large. Linear in the text, whatever it says. */
export function parseMakefile(text: string): Makefile | undefined {
  if (text.length > LONGEST) return undefined;
  const rules = new Map<string, { needs: string[]; lines: string[] }>();
  const variables = new Map<string, string>(BUILT_IN);
  const shells: string[] = [];
  let current: string[] = [];
  let first: string | undefined;
  // One recipe of many targets is kept for each of them.
  let kept = 0;
  for (const line of text.replaceAll('\\\n', ' ').split('\n')) {
    if (kept > LONGEST) return undefined;
    if (line.startsWith('\t')) {
      kept += current.length;
      for (const target of current) rules.get(target)?.lines.push(line.replace(/^[\t @+-]+/, ''));
      continue;
    }
    if (line.trim() === '' || line.startsWith('#')) continue;
    shells.push(...shellCalls(line));
    const [, name, sign, value = ''] = ASSIGNMENT.exec(line.slice(0, LONGEST_LINE)) ?? [];
    if (name !== undefined) {
      if (sign === '!') shells.push(value);
      const before = sign === '+' ? `${variables.get(name) ?? ''} ` : '';
      variables.set(name, before + value);
      continue;
    }
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const [needs = '', inline] = line
      .slice(colon + 1)
      .replace(/^:/, '')
      .split(';', 2);
    current = wordsOf(expandMake(line.slice(0, colon), variables));
    const needed = wordsOf(expandMake(needs, variables));
    kept += current.length * (1 + needed.length);
    if (kept > LONGEST) return undefined;
    for (const target of current) {
      const rule = rules.get(target) ?? { needs: [], lines: [] };
      rule.needs.push(...needed);
      if (inline !== undefined) rule.lines.push(inline);
      rules.set(target, rule);
      if (first === undefined && !target.startsWith('.') && !target.includes('%')) first = target;
    }
  }
  const shell = variables.get('SHELL');
  const swapped =
    shell !== undefined &&
    !/^(?:\/usr)?(?:\/local)?(?:\/bin\/)?(?:env )?(?:ba|da)?sh$/.test(shell.trim());
  return { rules, variables, shells, opaque: swapped || OPAQUE.test(text), first };
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '' && word !== '|');
}

/** The rule of a target; one with `%` when it has none of its own. */
export function findRule(file: Makefile, target: string): Rule | undefined {
  const own = file.rules.get(target);
  if (own !== undefined && own.lines.length > 0) return own;
  for (const [name, { needs, lines }] of file.rules) {
    const percent = name.indexOf('%');
    if (percent < 0) continue;
    const [start, end] = [name.slice(0, percent), name.slice(percent + 1)];
    if (target.length < name.length || !target.startsWith(start) || !target.endsWith(end)) continue;
    const stem = target.slice(start.length, target.length - end.length);
    return {
      needs: [...(own?.needs ?? []), ...needs.map((need) => need.replace('%', stem))],
      lines: lines.map((line) => line.replaceAll('$*', stem)),
    };
  }
  return own;
}

/** What stands in `$(shell …)`, to its own bracket. */
function shellCalls(line: string): readonly string[] {
  const found: string[] = [];
  let from = line.indexOf('$(shell ');
  while (from >= 0 && found.length < 20) {
    const end = closing(line, from + 1);
    found.push(line.slice(from + '$(shell '.length, end));
    from = line.indexOf('$(shell ', end);
  }
  return found;
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let index = open; index < text.length; index += 1) {
    if (text[index] === '(') depth += 1;
    else if (text[index] === ')' && (depth -= 1) === 0) return index;
  }
  return text.length;
}

/**
 * A recipe as a shell gets it. A variable that the file does not set plainly becomes an unknown
 * variable of the shell; `$(shell …)` its substitution; other functions of make stay what a shell
 * cannot resolve.
 */
export function expandMake(text: string, values: ReadonlyMap<string, string>): string {
  let rest = text;
  // Values within values would grow without end.
  let grown = 0;
  for (let round = 0; round < 5; round += 1) {
    const next = rest.replaceAll(/(?<!\$)\$[({](\w+)[)}]/g, (whole, name: string) => {
      const value = values.get(name);
      if (value === undefined || grown > LONGEST) return whole;
      grown += value.length;
      return value;
    });
    if (next === rest) break;
    rest = next;
  }
  return rest
    .replaceAll(/(?<!\$)\$\((\w+)\)/g, '$${$1}')
    .replaceAll(/(?<!\$)\$\(shell /g, '$(')
    .replaceAll('$$', '$');
}
