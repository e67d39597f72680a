import { parse, type ArithmeticExpression, type Word } from 'unbash';
import { isKnown, STAR, UNKNOWN } from '../marks.ts';
import { addObscurity, type Run } from '../run.ts';
import { setText } from '../state.ts';
import { expandParts, expandText, substitute } from '../walk.ts';
import type { Cell } from '../words/expand-word.ts';

const NAME = /[A-Za-z_]\w*/g;
const ASSIGNS = /(?:^|[^=!<>])=(?!=)|\+\+|--/;

/**
 * Reads arithmetic. The shell evaluates the text of variables again and runs the substitutions in it
 * (`x='a[$(…)]'; $((x))`), so a variable with such text, or with text that came from elsewhere, is
 * code that nobody knows.
 */
export function runArithmetic(
  run: Run,
  expression: ArithmeticExpression | undefined,
  cell: Cell,
  source: string,
): string {
  if (expression !== undefined) visit(run, expression, cell);
  const assigns = ASSIGNS.test(source);
  for (const [name] of source.matchAll(NAME)) {
    judgeName(run, name, cell);
    if (assigns) cell.state = setText(cell.state, name, STAR);
  }
  return STAR;
}

function judgeName(run: Run, name: string, cell: Cell): void {
  const text = cell.state.variables.get(name)?.text;
  if (text !== undefined && (text.includes(UNKNOWN) || /[[$`]/.test(text))) {
    addObscurity(run, 'code_unknown');
  }
}

function visit(run: Run, expression: ArithmeticExpression, cell: Cell): void {
  switch (expression.type) {
    case 'ArithmeticBinary':
      visit(run, expression.left, cell);
      return visit(run, expression.right, cell);
    case 'ArithmeticUnary':
      return visit(run, expression.operand, cell);
    case 'ArithmeticTernary':
      visit(run, expression.test, cell);
      visit(run, expression.consequent, cell);
      return visit(run, expression.alternate, cell);
    case 'ArithmeticGroup':
      return visit(run, expression.expression, cell);
    case 'ArithmeticCommandExpansion':
      return judgeText(run, substitute(run, expression.script, cell));
    case 'ArithmeticWord':
      if (expression.parts !== undefined) {
        for (const part of expression.parts) {
          const text = expandParts(run, [part], cell);
          if (part.type !== 'Literal') judgeText(run, text);
        }
      } else if (/[$`]/.test(expression.value)) readAgain(run, expression.value, cell);
  }
}

/** A piece with substitutions that the parser left as text: `a[$(x)]`. */
function readAgain(run: Run, text: string, cell: Cell): void {
  const script = parse(`: "${text}"`);
  const node = script.commands[0]?.command;
  const [word] = node?.type === 'Command' ? node.suffix : [];
  if (script.errors?.length || script.commands.length !== 1 || word?.type !== 'Word') {
    addObscurity(run, 'code_unknown');
  } else expandText(run, word, cell);
}

function judgeText(run: Run, text: string): void {
  if (text.includes(UNKNOWN) || /[[$`]/.test(text)) addObscurity(run, 'code_unknown');
}

/** The text of a subscript or an offset, which is arithmetic too. */
export function runSubscript(run: Run, word: Word, cell: Cell): string {
  const text = expandText(run, word, cell);
  if (isKnown(text) && /^\s*-?\d+\s*$/.test(text)) return text;
  judgeArithmeticText(run, text, cell);
  const value = cell.state.variables.get(text)?.text;
  return value !== undefined && /^\d+$/.test(value) ? value : STAR;
}

/** Text that a builtin evaluates as arithmetic: `let`, `[[ … -eq … ]]`, `declare -i`. */
export function judgeArithmeticText(run: Run, text: string, cell: Cell): void {
  if (text.includes(UNKNOWN) || /[$`]/.test(text) || /\[.*[[$`]/.test(text)) {
    addObscurity(run, 'code_unknown');
  }
  for (const [name] of text.matchAll(NAME)) judgeName(run, name, cell);
}
