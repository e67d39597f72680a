import { readCommand, type CommandContext, type CommandReading } from '@gait/commands';
import { decodeUtf8, isCodedError } from '@gait/canon';
import type { IntentSurroundings } from '@gait/boundary';
import { isSurelyMissing, readWhole } from '@gait/local';
import { tmpdir } from 'node:os';
import type { Context } from '../context.ts';

/** Longer scripts and settings are not read: what runs them is not understood then. */
const LONGEST_FILE = 256 * 1024;

/** Variables of the tool that a command may spell its paths with. Others a command cannot be known by. */
const KNOWN_VARIABLES = [
  'HOME',
  'USER',
  'LOGNAME',
  'TMPDIR',
  'XDG_CONFIG_HOME',
  'XDG_STATE_HOME',
  'XDG_CACHE_HOME',
];

/** Reads commands with the files of this machine. @param context with the project as its folder */
export function readCommandOf(context: Context): IntentSurroundings['readCommand'] {
  const variables = new Map<string, string>();
  for (const name of KNOWN_VARIABLES) {
    const value = context.env[name];
    if (value !== undefined && value !== '') variables.set(name, value);
  }
  if (!variables.has('TMPDIR')) variables.set('TMPDIR', tmpdir());
  return (text, dialect, folder): CommandReading => {
    const at: CommandContext = {
      dialect,
      folder,
      project: context.cwd,
      home: context.home,
      variables,
      readText,
    };
    return readCommand(text, at);
  };
}

/** What cannot be read is not there for whoever asks: the command that needs it is not understood. */
function readText(path: string): string | undefined {
  if (isSurelyMissing(path)) return undefined;
  try {
    return decodeUtf8(readWhole(path, { maxBytes: LONGEST_FILE }));
  } catch (error) {
    if (isCodedError(error)) return undefined;
    throw error;
  }
}
