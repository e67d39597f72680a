import { resolveTargets, type Level } from '@gait/agents';
import { CodedError, isCodedError } from '@gait/canon';
import type { HarnessId } from '@gait/harness';
import { INPUT_ENDED, type Context } from '../../context.ts';
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
 * tools that the project shows signs of. An empty answer takes the proposal; what is neither is
 * asked again.
 *
 * @param detected tools that the project uses
 * @returns undefined where nobody can be asked
 * @throws CodedError `arguments_invalid` (the input ended)
 */
export async function proposeChoice(
  context: Context,
  detected: readonly HarnessId[],
): Promise<Proposed | undefined> {
  const levels = `What is to be installed?\n  ${LEVELS.join('\n  ')}\nLevel [1]: `;
  const level = await askUntil(context, levels, (text) => readLevel(text === '' ? '1' : text));
  if (level === undefined) return undefined;
  const proposal = detected.join(',') || 'none';
  const question = `For which AI coding tools? A list, all or none; krci-ai list targets shows them.\nTools [${proposal}]: `;
  const targets = await askUntil(context, question, (text) => readTargets(text || proposal));
  if (targets === undefined) throw inputEnded();
  return { level, targets };
}

function readTargets(text: string): readonly HarnessId[] {
  const named = nameList(text);
  const isNone = named.length === 1 && named[0]?.toLowerCase() === 'none';
  return isNone ? [] : resolveTargets(named);
}

/** Asks until the answer can be read: who slips on a key loses nothing. */
async function askUntil<T>(
  context: Context,
  question: string,
  read: (text: string) => T,
): Promise<T | undefined> {
  for (let asked = 0; ; asked += 1) {
    const answer = await context.ask?.(question);
    if (answer === INPUT_ENDED || (answer === undefined && asked > 0)) throw inputEnded();
    if (answer === undefined) return undefined;
    try {
      return read(answer.trim());
    } catch (error) {
      if (!isCodedError(error)) throw error;
      context.warn(`${error.message}: ${error.hint ?? ''}`);
    }
  }
}

/**
 * Whether somebody who was asked wants what was shown to him. An empty answer is a yes.
 */
export async function isWanted(context: Context): Promise<boolean> {
  const answer = await context.ask?.('Install? [Y/n] ');
  return answer === undefined || /^(?:|y|yes)$/iu.test(answer.trim());
}

function inputEnded(): CodedError {
  return new CodedError('arguments_invalid', 'the input ended, and nothing was installed', {
    hint: 'say it at once: krci-ai install --level 1 --ide none',
  });
}
