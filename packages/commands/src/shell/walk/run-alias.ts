import { parse, type Command } from 'unbash';
import type { Io } from '../input.ts';
import { addObscurity, type Run } from '../run.ts';
import { mergeAll, type Outcome, type State } from '../state.ts';
import { runCommand } from './run-command.ts';
import { runStatements } from './run-list.ts';

/**
 * A command whose name is an alias. Whether the shell expands aliases is not known, so both readings
 * count. Undefined: it is none.
 */
export function runAliasedNode(run: Run, node: Command, state: State, io: Io): Outcome | undefined {
  const { name } = node;
  // A quoted name is no alias; the text then differs from the value.
  const text =
    name !== undefined && name.text === name.value ? state.aliases.get(name.value) : undefined;
  if (name === undefined || text === undefined) return undefined;
  const aliases = new Map(state.aliases);
  aliases.delete(name.value);
  const inner = { ...state, aliases };
  const plain = runCommand(run, node, inner, io);
  // The words behind the alias keep their own source only in the whole text, so a shell of two
  // commands stands for it: the alias with unknown words, and the command as written.
  const script = parse(`${text} "$@"`);
  if ((script.errors?.length ?? 0) > 0) {
    addObscurity(run, 'code_unknown');
    return plain;
  }
  const words = node.args.map((word) =>
    'value' in word && typeof word.value === 'string' ? word.value : '',
  );
  const expands = node.args.some((word) => word.type !== 'Word' || word.parts !== undefined);
  const aliased = runStatements(
    run,
    script.commands,
    { ...inner, words: expands ? undefined : words },
    io,
  );
  const end = mergeAll([plain.ok, plain.fail, aliased.ok, aliased.fail]);
  const restored = end && { ...end, aliases: state.aliases, words: state.words };
  return {
    ok: restored,
    fail: restored,
    jumps: [...plain.jumps, ...aliased.jumps],
    out: undefined,
  };
}
