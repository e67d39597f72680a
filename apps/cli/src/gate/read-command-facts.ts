import { commandFactsBy } from '@gait/boundary';
import type { ReadCommandFacts } from '@gait/gate';
import type { Context } from '../context.ts';
import { readCommandOf } from '../hook/read-command-of.ts';
import { inFolder } from '../in-folder.ts';

/** Reads the commands of intents with the files of a project. @param project absolute */
export function readCommandFacts(context: Context, project: string): ReadCommandFacts {
  const { readCommand: read } = readCommandOf(inFolder(context, project));
  return commandFactsBy((text, folder) => read(text, 'sh', folder === '' ? project : folder));
}
