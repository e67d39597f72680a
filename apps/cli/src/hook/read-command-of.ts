import { readCommand, type CommandContext, type CommandReading, type Effect } from '@gait/commands';
import { decodeUtf8, isCodedError } from '@gait/canon';
import type { IntentSurroundings } from '@gait/boundary';
import { isSurelyMissing, namesProtected, readWhole } from '@gait/local';
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

/**
 * Reads commands with the files of this machine.
 *
 * @param context with the project as its folder
 * @param caller what is known of whoever gives the commands
 */
export function readCommandOf(
  context: Context,
  caller: Pick<CommandContext, 'isFresh' | 'typedInto'> = {},
): IntentSurroundings['readCommand'] {
  const variables = new Map<string, string>();
  for (const name of KNOWN_VARIABLES) {
    const value = context.env[name];
    if (value !== undefined && value !== '') variables.set(name, value);
  }
  // Of the tool, which need not be the environment of this process.
  const { TMP: temp, TEMP: temporary } = context.env;
  const usual = context.platform === 'win32' ? tmpdir() : '/tmp';
  if (!variables.has('TMPDIR')) variables.set('TMPDIR', temp || temporary || usual);
  return (text, dialect, folder): CommandReading => {
    const at: CommandContext = {
      dialect,
      folder,
      project: context.cwd,
      home: context.home,
      variables,
      readText,
      isMissing: isSurelyMissing,
      ...caller,
    };
    return holdScripts(readCommand(text, at));
  };
}

/**
 * A script of the project that an interpreter runs may write anywhere in the project, which an
 * agent may, too. One that speaks of the gate is for a person: it could take the gate out of the way.
 */
function holdScripts(reading: CommandReading): CommandReading {
  const { effects, obscurities } = reading;
  const running = new Set(
    effects
      .filter(({ kind, place }) => kind === 'write' && isPath(place, 'workspace'))
      .map(({ program }) => program),
  );
  if (running.size === 0) return reading;
  const isHeld = effects.some(
    ({ kind, place, program }) =>
      kind === 'read' &&
      place.kind === 'path' &&
      place.reach === 'file' &&
      running.has(program) &&
      speaksOfGate(readText(place.path) ?? ''),
  );
  if (!isHeld || obscurities.includes('code_opaque')) return reading;
  return { ...reading, obscurities: [...obscurities, 'code_opaque'] };
}

/** Quotes and what stands between them where a name is put together: `".ga" + "it.yaml"`. */
const JOINTS = /["'`]\s*(?:[+,]\s*)?["'`]/g;

function speaksOfGate(text: string): boolean {
  return namesProtected(text) || namesProtected(text.replace(JOINTS, ''));
}

function isPath(place: Effect['place'], reach: 'file' | 'tree' | 'workspace'): boolean {
  return place.kind === 'path' && place.reach === reach;
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
