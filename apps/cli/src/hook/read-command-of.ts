import { readCommand, type CommandContext, type CommandReading, type Effect } from '@gait/commands';
import { canonicalize, decodeUtf8, isCodedError, sha256Hex } from '@gait/canon';
import type { IntentSurroundings } from '@gait/boundary';
import { isSurelyMissing, namesProtected, readWhole } from '@gait/local';
import { tmpdir } from 'node:os';
import type { Context } from '../context.ts';
import { keepReadings } from './whole-readings.ts';

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

/** What is known of whoever gives the commands. */
type Caller = Pick<CommandContext, 'isFresh' | 'typedInto'>;

/**
 * Reads commands with the files of this machine, and remembers what these said.
 *
 * @param context with the project as its folder
 * @param caller who gives the commands
 */
export function readCommandOf(
  context: Context,
  { isFresh, ...caller }: Caller = {},
): Pick<IntentSurroundings, 'readCommand' | 'filesRead'> {
  const variables = new Map<string, string>();
  for (const name of KNOWN_VARIABLES) {
    const value = context.env[name];
    if (value !== undefined && value !== '') variables.set(name, value);
  }
  // Of the tool, which need not be the environment of this process.
  const { TMP: temp, TEMP: temporary } = context.env;
  const usual = context.platform === 'win32' ? tmpdir() : '/tmp';
  if (!variables.has('TMPDIR')) variables.set('TMPDIR', temp || temporary || usual);
  const keep = keepReadings(context);
  const files = new Map<string, string>();
  const noted = (path: string): string | undefined => {
    const text = readText(path);
    files.set(path, text === undefined ? '' : sha256Hex(text));
    return text;
  };
  const isMissing = (path: string): boolean => {
    const missing = isSurelyMissing(path);
    if (missing) files.set(path, '');
    return missing;
  };
  const readCommandAt = (text: string, dialect: Dialect, folder: string): CommandReading => {
    const at: CommandContext = {
      dialect,
      folder,
      project: context.cwd,
      home: context.home,
      variables,
      readText: noted,
      isMissing,
      ...caller,
      // What a file says counts for an approval also where its age alone was looked at.
      ...(isFresh && {
        isFresh: (path: string): boolean => {
          if (!files.has(path)) noted(path);
          return isFresh(path);
        },
      }),
    };
    return keep(holdScripts(readCommand(text, at), noted));
  };
  return {
    readCommand: readCommandAt,
    filesRead: () => (files.size === 0 ? '' : sha256Hex(canonicalize(Object.fromEntries(files)))),
  };
}

type Dialect = CommandContext['dialect'];

/**
 * A script of the project that an interpreter runs may write anywhere in the project, which an
 * agent may, too. One that speaks of the gate is for a person: it could take the gate out of the way.
 */
function holdScripts(
  reading: CommandReading,
  readScript: (path: string) => string | undefined,
): CommandReading {
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
      speaksOfGate(readScript(place.path) ?? ''),
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
