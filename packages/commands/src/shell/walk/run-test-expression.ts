import type { TestExpression } from 'unbash';
import { addFileEffect, type Run } from '../run.ts';
import { expandText, type Cell } from '../words/expand-word.ts';
import { judgeArithmeticText } from './run-arithmetic.ts';

const COMPARES_NUMBERS = ['-eq', '-ne', '-lt', '-le', '-gt', '-ge'];

/** Reads `[[ … ]]`: the substitutions in its words run, and numbers are arithmetic. */
export function runTestExpression(run: Run, expression: TestExpression, cell: Cell): void {
  switch (expression.type) {
    case 'TestUnary': {
      const text = expandText(run, expression.operand, cell);
      // `-v 'a[$(…)]'` runs what stands in the subscript.
      if (expression.operator === '-v' || expression.operator === '-R')
        judgeArithmeticText(run, text, cell);
      else if (/^-[defrsLhwx]$/.test(expression.operator))
        addFileEffect(run, cell.state, 'read', text, '[');
      return;
    }
    case 'TestBinary': {
      const numbers = COMPARES_NUMBERS.includes(expression.operator);
      for (const word of [expression.left, expression.right]) {
        const text = expandText(run, word, cell);
        if (numbers) judgeArithmeticText(run, text, cell);
      }
      return;
    }
    case 'TestLogical':
      for (const operand of expression.operands) runTestExpression(run, operand, cell);
      return;
    case 'TestNot':
      return runTestExpression(run, expression.operand, cell);
    case 'TestGroup':
      return runTestExpression(run, expression.expression, cell);
  }
}
