import {
  addEffect,
  invocationOf,
  knownWord,
  runAnyProgram,
  runInFolders,
  runProgram,
  UNKNOWN_WORD,
} from '../windows/gatherer.ts';
import type { Word } from '../model/invocation.ts';
import { bindParameters, type Argument } from './bind-parameters.ts';
import { ALIASES, CMDLETS, isHarmless, PASSING, PROGRAM_ALIASES, SERVICES } from './cmdlets.ts';
import { changeFolders, isWindowsFolder } from '../windows/windows-path.ts';
import { folderOf, homeFor, runCmdlet, touch } from './run-cmdlet.ts';
import { contextHere, obscure, textValue, UNKNOWN, type Session, type Value } from './session.ts';

/** A command with its arguments, and what comes to it through the pipe. */
export interface Command {
  readonly name: Value;
  readonly args: readonly Argument[];
  readonly upstream: Value | undefined;
}

/** What a command does; answers with what it gives on. */
export function runCommand(command: Command, session: Session): Value {
  const written = command.name.text;
  if (written === undefined || written === '') {
    obscure(session, 'program_unknown');
    return UNKNOWN;
  }
  const plain = written.toLowerCase().replace(/^microsoft\.powershell\.\w+\\/, '');
  const alias = Object.hasOwn(ALIASES, plain) ? ALIASES[plain] : undefined;
  const name = alias ?? plain;
  const { programs } = session.gatherer;
  // The body of a function was read where it stands.
  if (session.scope.functions.has(plain) && alias === undefined) {
    // Read in the folder that the text began in.
    if (session.scope.folders.length > 1) obscure(session, 'code_unknown');
    return UNKNOWN;
  }
  const isProgram = runAsProgram(plain, command, session);
  const special = Object.hasOwn(SPECIAL, name) ? SPECIAL[name] : undefined;
  if (special !== undefined) {
    programs.add(name);
    return special(command, session);
  }
  if (Object.hasOwn(CMDLETS, name)) return runKnown(name, isProgram, command, session);
  if (isHarmless(name)) {
    programs.add(name);
    return isPassing(name, command.args) ? (command.upstream ?? UNKNOWN) : UNKNOWN;
  }
  const service = Object.hasOwn(SERVICES, name) ? SERVICES[name] : undefined;
  if (service !== undefined) return runService(name, service, command, session);
  const invocation = invocationOf(
    written,
    wordsOf(command.args),
    inputOf(command),
    session.context,
  );
  runInFolders(session.gatherer, invocation, session.scope.folders);
  return UNKNOWN;
}

/** `Select-Object Name` makes other objects, `-First 3` does not. */
function isPassing(name: string, args: readonly Argument[]): boolean {
  if (!PASSING.test(name)) return false;
  if (name !== 'select-object') return true;
  return args.length === 2 && /^-(?:first|last|skip)$/i.test(args[0]?.written ?? '');
}

function inputOf({ upstream }: Command): 'terminal' | 'pipe' {
  return upstream === undefined ? 'terminal' : 'pipe';
}

/** An alias is a program of that name on other systems, and `curl` in other versions. */
function runAsProgram(
  plain: string,
  command: Command,
  { gatherer, context, scope }: Session,
): boolean {
  const isOther = !isWindowsFolder(context.folder) || plain === 'curl' || plain === 'wget';
  if (!PROGRAM_ALIASES.has(plain) || !isOther) return false;
  const invocation = invocationOf(plain, wordsOf(command.args), inputOf(command), context);
  return scope.folders
    .map((folder) => runProgram(gatherer, { ...invocation, context: { ...context, folder } }))
    .includes(true);
}

/** A cmdlet of the table; where it is a program too, it need not take the arguments. */
function runKnown(name: string, isProgram: boolean, command: Command, session: Session): Value {
  const given = runCmdlet(name, command.args, command.upstream, session);
  session.gatherer.programs.add(name);
  if (given === undefined && !isProgram) obscure(session, 'code_opaque');
  return given ?? UNKNOWN;
}

function runService(
  name: string,
  [service, operation, kind]: readonly [string, string, 'write' | 'delete' | 'privilege'],
  { args }: Command,
  session: Session,
): Value {
  const named = args.find(({ value }) => value?.text !== undefined)?.value?.text ?? '';
  const place = { kind: 'service', service, name: named, operation } as const;
  session.gatherer.programs.add(name);
  addEffect(session.gatherer, kind, place, name, kind === 'delete');
  return UNKNOWN;
}

/** The words that a program gets which is no cmdlet. */
function wordsOf(args: readonly Argument[]): readonly Word[] {
  return args.flatMap((argument): readonly Word[] => {
    const { parameter, written, value, block, splat } = argument;
    if (splat || block) return [UNKNOWN_WORD];
    const words = (value?.items ?? (value === undefined ? [] : [value])).map(wordOf);
    if (parameter === undefined) return words;
    const [first] = words;
    if (first === undefined) return [knownWord(written)];
    return first.value === undefined ? [UNKNOWN_WORD] : [knownWord(`${written}:${first.value}`)];
  });
}

function wordOf({ text, quoted }: Value): Word {
  return text === undefined ? UNKNOWN_WORD : knownWord(text, !quoted && /[*?[]/.test(text));
}

type Special = (command: Command, session: Session) => Value;

const PROPERTY =
  /^(?:name|fullname|basename|extension|length|directory|directoryname|lastwritetime|creationtime|count|line|linenumber|path|filename|value|key|id|version|status|processname|matches|groups|parent)$/i;

const SPECIAL: Readonly<Record<string, Special>> = {
  'set-location': (command, session) => changeFolder(command, session),
  'push-location': (command, session) => changeFolder(command, session),
  'pop-location': (_command, session) => {
    // Back in any of those that it was in.
    const [, ...older] = session.scope.folders;
    session.scope.folders =
      older.length > 0 ? [...older, session.scope.folders[0] as string] : session.scope.folders;
    return UNKNOWN;
  },
  'invoke-expression': ({ args, upstream }, session) => {
    const texts = args.filter((argument) => argument.value !== undefined);
    const value = texts.length === 0 ? upstream : texts[0]?.value;
    if (value?.text === undefined || texts.length > 1) obscure(session, 'code_unknown');
    else session.run(value.text, { conditional: session.conditional, item: undefined });
    return UNKNOWN;
  },
  'invoke-command': ({ args }, session) => {
    const bound = bindParameters(
      args,
      'computername|cn:h scriptblock|command:v1 argumentlist|args:v nonewscope:s inputobject:v',
    );
    if (bound === undefined || !args.some(({ block }) => block)) obscure(session, 'code_unknown');
    for (const { role, value } of bound ?? []) {
      for (const { text } of role === 'h' ? (value?.items ?? [value ?? UNKNOWN]) : []) {
        if (text === undefined) obscure(session, 'code_unknown');
        else
          addEffect(
            session.gatherer,
            'network',
            { kind: 'host', host: text.toLowerCase(), method: 'post' },
            'invoke-command',
          );
        // What its block did was read as if it ran here.
        obscure(session, 'code_opaque');
      }
    }
    return UNKNOWN;
  },
  // It starts in a folder of its own, and what its block did was read as if it ran here.
  'start-job': (_command, session) => {
    obscure(session, 'code_opaque');
    return UNKNOWN;
  },
  'foreach-object': ({ args }, session) => {
    // `% Delete` calls the method of that name.
    const named = args.filter(({ block, parameter }) => !block && parameter === undefined);
    const isPlain = named.every(
      ({ value }) => value?.text !== undefined && PROPERTY.test(value.text),
    );
    if (!isPlain && !args.some(({ parameter }) => /^throttlelimit$/.test(parameter ?? '')))
      obscure(session, 'code_opaque');
    return UNKNOWN;
  },
  'start-process': (command, session) => startProcess(command, session),
  'new-object': ({ args }, session) => {
    const [type] = args.filter(({ parameter }) => parameter === undefined);
    const isPlain =
      /^(?:psobject|pscustomobject|system\.collections\.\S+|object|system\.object)$/i.test(
        type?.value?.text ?? '',
      );
    if (!isPlain) obscure(session, 'code_opaque');
    return UNKNOWN;
  },
  'join-path': ({ args }) => {
    const bare = args.filter(({ parameter }) => !/^(?:resolve|credential)/.test(parameter ?? ''));
    const texts = bare.flatMap(({ value }) => (value === undefined ? [] : [value.text]));
    return texts.length < 2 || texts.includes(undefined) ? UNKNOWN : textValue(texts.join('/'));
  },
  'get-location': (_command, { scope }) =>
    scope.folders.length === 1 ? textValue(scope.folders[0] as string) : UNKNOWN,
  'resolve-path': ({ args, upstream }) => args[0]?.value ?? upstream ?? UNKNOWN,
  'write-output': ({ args }) => (args.length === 1 ? (args[0]?.value ?? UNKNOWN) : UNKNOWN),
};

/** `cd` to a known folder; the ones before stay possible, as it may fail and the text goes on. */
function changeFolder({ args }: Command, session: Session): Value {
  const { scope } = session;
  const target = args.find(({ value }) => value !== undefined)?.value;
  if (target === undefined) return UNKNOWN;
  const isPlace = target.text !== undefined && folderOf(target.text, session) !== undefined;
  const folders = isPlace
    ? changeFolders(homeFor(target.text ?? '', session), scope.folders)
    : undefined;
  if (folders === undefined) obscure(session, 'code_unknown');
  else scope.folders = folders;
  return UNKNOWN;
}

const START =
  'filepath|pspath|path:v1 argumentlist|args:v2 workingdirectory:v verb:v windowstyle:v wait:s nonewwindow|nnw:s passthru:s credential|runas:p redirectstandardoutput|rso:w redirectstandarderror|rse:w redirectstandardinput|rsi:r loaduserprofile|lup:s usenewenvironment:s environment:v';

function startProcess({ args }: Command, session: Session): Value {
  const { gatherer } = session;
  const bound = bindParameters(args, START);
  const said = (name: string): Value | undefined =>
    bound?.find((each) => each.name === name)?.value;
  const file = said('filepath')?.text;
  if (bound === undefined || file === undefined) {
    obscure(session, bound === undefined ? 'code_opaque' : 'program_unknown');
    return UNKNOWN;
  }
  if (said('environment') !== undefined || said('usenewenvironment') !== undefined)
    obscure(session, 'code_opaque');
  if (bound.some(({ name }) => name === 'credential') || /^runas/i.test(said('verb')?.text ?? '')) {
    addEffect(gatherer, 'privilege', { kind: 'program', name: 'start-process' }, 'start-process');
  } else if (said('verb') !== undefined) obscure(session, 'code_opaque');
  for (const { role, value } of bound) {
    if (role === 'w' || role === 'r')
      touch(
        role === 'w' ? 'write' : 'read',
        value ?? UNKNOWN,
        'file',
        false,
        'start-process',
        session,
      );
  }
  const list = said('argumentlist');
  const texts = (list?.items ?? (list === undefined ? [] : [list])).map(({ text }) => text);
  // One text is cut by the program itself: quotes in it are its own matter.
  const words = texts.flatMap((text) =>
    text === undefined || text.includes('"')
      ? [UNKNOWN_WORD]
      : text
          .split(/\s+/)
          .filter(Boolean)
          .map((part) => knownWord(part)),
  );
  const folder = said('workingdirectory');
  const place = folder?.text === undefined ? undefined : folderOf(folder.text, session);
  if (folder !== undefined && place === undefined) obscure(session, 'code_unknown');
  const context =
    place === undefined ? contextHere(session) : { ...contextHere(session), folder: place };
  if (/^[a-z][a-z0-9+.-]+:/i.test(file)) obscure(session, 'code_opaque');
  else runAnyProgram(gatherer, invocationOf(file, words, 'terminal', context));
  return UNKNOWN;
}
