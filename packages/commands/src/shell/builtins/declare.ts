import type { CommandArgument } from 'unbash';
import { assign, assignText } from '../environment/assign.ts';
import { isKnown, STAR } from '../marks.ts';
import { addObscurity, type Run } from '../run.ts';
import { endBoth, setText, setVariable, type Outcome, type State } from '../state.ts';
import { judgeArithmeticText } from '../walk/run-arithmetic.ts';
import type { Cell } from '../words/expand-word.ts';

/** Builtins that take assignments as words. */
export const DECLARES = ['export', 'declare', 'typeset', 'local', 'readonly', 'integer', 'float'];

/** `export A=b`, `declare -a a=(…)`, `local x`. Local variables are kept as others: that loses nothing. */
export function runDeclaration(
  run: Run,
  fields: readonly string[],
  args: readonly CommandArgument[],
  state: State,
): Outcome {
  const [name = '', ...words] = fields;
  const cell: Cell = { state };
  const options = words.filter((word) => /^[-+][a-zA-Z]/.test(word));
  const exported = name === 'export' || options.some((option) => /^-[a-zA-Z]*x/.test(option));
  const numbers = name === 'integer' || options.some((option) => /^-[a-zA-Z]*i/.test(option));
  // A reference makes another variable of every later assignment; an exported function is a program.
  if (options.some((option) => /^-[a-zA-Z]*n/.test(option) && name !== 'export'))
    addObscurity(run, 'code_unknown');
  if (options.some((option) => /^-[a-zA-Z]*f/.test(option)) && name === 'export')
    addObscurity(run, 'program_unknown');
  for (const arg of args) {
    if (arg.type === 'Assignment') assign(run, arg, cell, exported);
  }
  const ownNames = new Set(args.flatMap((arg) => (arg.type === 'Assignment' ? [arg.name] : [])));
  for (const word of words) {
    if (/^[-+]/.test(word)) continue;
    const equals = word.indexOf('=');
    const plain = equals < 0 ? word : word.slice(0, equals).replace(/\+$/, '');
    if (ownNames.has(plain)) {
      if (numbers) makeNumber(run, cell, plain);
      continue;
    }
    if (!isKnown(plain) || !/^[A-Za-z_]\w*$/.test(plain)) {
      if (!isKnown(plain) || /[[$`]/.test(plain)) addObscurity(run, 'code_unknown');
      continue;
    }
    // `declare -a 'a=($(…))'`: the text is read as words again.
    if (equals >= 0 && /^\([\s\S]*[$`]/.test(word.slice(equals + 1)))
      addObscurity(run, 'code_unknown');
    if (equals >= 0) assignText(run, cell, word, exported);
    else declare(cell, plain, exported, name);
    if (numbers) makeNumber(run, cell, plain);
  }
  return endBoth(cell.state);
}

function makeNumber(run: Run, cell: Cell, name: string): void {
  judgeArithmeticText(run, cell.state.variables.get(name)?.text ?? '', cell);
  cell.state = setText(cell.state, name, STAR);
}

/** `export NAME`, `local NAME`. */
function declare(cell: Cell, name: string, exported: boolean, builtin: string): void {
  const value = cell.state.variables.get(name);
  if (exported) {
    if (value !== undefined)
      cell.state = setVariable(cell.state, name, { ...value, exported: true });
  } else if (builtin === 'local') {
    cell.state = setVariable(cell.state, name, { text: '', exported: false, unset: true });
  }
}
