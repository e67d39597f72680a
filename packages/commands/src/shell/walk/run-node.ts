import type { CommandNode, CompoundCommand, CompoundList, Coproc } from 'unbash';
import type { Io } from '../input.ts';
import { addObscurity, type Run } from '../run.ts';
import { endBoth, type Outcome, type State } from '../state.ts';
import { runArithmetic } from './run-arithmetic.ts';
import { runArithmeticFor, runCase, runFor, runIf, runSelect, runWhile } from './run-branches.ts';
import { runCommand } from './run-command.ts';
import { runCounted, runStatements } from './run-list.ts';
import { finishRedirects, runRedirects } from './run-redirects.ts';
import { runTestExpression } from './run-test-expression.ts';
import { runAliasedNode } from './run-alias.ts';

/** Runs a command of any kind. */
export function runNode(run: Run, node: CommandNode, state: State, io: Io): Outcome {
  return runCounted(run, node, state, io, readNode);
}

function readNode(run: Run, node: CommandNode, state: State, io: Io): Outcome {
  switch (node.type) {
    case 'Command':
      return runAliasedNode(run, node, state, io) ?? runCommand(run, node, state, io);
    case 'Function':
      return define(run, node, state);
    case 'Coproc':
      return runCoproc(run, node, state);
    case 'Redirected': {
      const cell = { state };
      const redirects = runRedirects(run, node.redirects, cell, io.input);
      const outcome = readCompound(run, node.command, cell.state, {
        ...io,
        input: redirects.input,
      });
      return finishRedirects(run, redirects, outcome);
    }
    default:
      return readCompound(run, node, state, io);
  }
}

function readCompound(
  run: Run,
  node: CompoundCommand | CompoundList,
  state: State,
  io: Io,
): Outcome {
  switch (node.type) {
    case 'CompoundList':
      addObscurity(run, 'syntax_error');
      return runStatements(run, node.commands, state, io);
    case 'BraceGroup':
      return runStatements(run, node.body.commands, state, io);
    case 'Subshell': {
      const { out } = runStatements(run, node.body.commands, state, io);
      return endBoth(state, out);
    }
    case 'If':
      return runIf(run, node, state, io);
    case 'For':
      return runFor(run, node, state, io);
    case 'ArithmeticFor':
      return runArithmeticFor(run, node, state, io);
    case 'Select':
      return runSelect(run, node, state, io);
    case 'While':
      return runWhile(run, node, state, io);
    case 'Case':
      return runCase(run, node, state, io);
    case 'TestCommand': {
      const cell = { state };
      runTestExpression(run, node.expression, cell);
      return endBoth(cell.state);
    }
    case 'ArithmeticCommand': {
      const cell = { state };
      runArithmetic(run, node.expression, cell, node.body);
      return endBoth(cell.state);
    }
  }
}

/** Names that the shell calls by itself. */
const CALLED_BY_SHELL = ['command_not_found_handle', 'command_not_found_handler'];

function define(run: Run, node: Extract<CommandNode, { type: 'Function' }>, state: State): Outcome {
  const { body } = node;
  if (body.type === 'CompoundList') {
    addObscurity(run, 'syntax_error');
    return endBoth(state);
  }
  const name = node.name.value;
  const functions = new Map(state.functions);
  const others = state.perhaps ? (functions.get(name) ?? []) : [];
  functions.set(name, [...others.filter((other) => other !== body), body]);
  const next = { ...state, functions };
  const hook =
    CALLED_BY_SHELL.includes(name) || /^(?:chpwd|precmd|preexec|periodic|TRAP[A-Z]+)/.test(name);
  if (hook)
    runNode(run, body, { ...next, words: undefined }, { input: { kind: 'pipe' }, asked: true });
  return endBoth(next);
}

function runCoproc(run: Run, node: Coproc, state: State): Outcome {
  const io: Io = { input: { kind: 'pipe' }, asked: true };
  if (node.body.type === 'CompoundList') addObscurity(run, 'syntax_error');
  else runNode(run, node.body, state, io);
  return endBoth(state);
}
