import { resolveTargets, type Level } from '@gait/agents';
import { CodedError } from '@gait/canon';
import type { HarnessId } from '@gait/harness';
import type { Context } from '../../context.ts';
import { nameList } from '../name-list.ts';
import { readLevel } from './read-level.ts';

/** What a person took of a proposal. */
export interface Proposed {
  readonly level: Level;
  readonly targets: readonly HarnessId[];
}

const LEVELS = [
  '1  agents to talk to',
  '2  and their tasks and skills',
  '3  and templates',
  '4  and data: everything',
];

/**
 * The first install at a terminal: proposes to begin with the agents alone, and the files of the
 * tools that the project shows signs of. An empty answer takes the proposal.
 *
 * @param detected tools that the project uses
 * @returns undefined where nobody can be asked
 * @throws CodedError `flag_invalid`, `target_unknown`, `arguments_invalid` (the input ended)
 */
export async function proposeChoice(
  context: Context,
  detected: readonly HarnessId[],
): Promise<Proposed | undefined> {
  const level = await context.ask?.(
    `What is to be installed?\n  ${LEVELS.join('\n  ')}\nLevel [1]: `,
  );
  if (level === undefined) return undefined;
  const wanted = readLevel(level.trim() === '' ? '1' : level.trim());
  const proposal = detected.join(',') || 'none';
  const tools = await context.ask?.(
    `For which AI coding tools? A list, all or none; krci-ai list targets shows them.\nTools [${proposal}]: `,
  );
  if (tools === undefined) {
    throw new CodedError('arguments_invalid', 'the input ended before the tools were chosen', {
      hint: 'name them: krci-ai install --level 1 --ide cursor',
    });
  }
  const named = nameList(tools.trim() === '' ? proposal : tools);
  const isNone = named.length === 1 && named[0]?.toLowerCase() === 'none';
  return { level: wanted, targets: isNone ? [] : resolveTargets(named) };
}
