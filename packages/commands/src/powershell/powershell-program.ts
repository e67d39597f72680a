import type { Invocation, Nested, ProgramReading, Word } from '../model/invocation.ts';

/** Parameters of the executable that take no value, and those whose value changes nothing. */
const SWITCHES = [
  'noprofile',
  'noninteractive',
  'nologo',
  'noexit',
  'sta',
  'mta',
  'version',
  'help',
];
const VALUES = [
  ...['executionpolicy', 'outputformat', 'inputformat', 'windowstyle', 'workingdirectory'],
  ...['configurationname', 'custompipename', 'settingsfile', 'configurationfile', 'psconsolefile'],
];
/** They change nothing that a reading depends on; the others name code or settings. */
const PLAIN_VALUES = ['executionpolicy', 'outputformat', 'inputformat', 'windowstyle'];
const SHORT: Readonly<Record<string, string>> = {
  ex: 'executionpolicy',
  ep: 'executionpolicy',
  o: 'outputformat',
  of: 'outputformat',
  if: 'inputformat',
  w: 'windowstyle',
  wd: 'workingdirectory',
  e: 'encodedcommand',
  ec: 'encodedcommand',
  enc: 'encodedcommand',
  c: 'command',
  cwa: 'commandwithargs',
  f: 'file',
  nop: 'noprofile',
  noni: 'noninteractive',
  s: 'sshservermode',
  v: 'version',
  '?': 'help',
};
const ALL = [
  ...SWITCHES,
  ...VALUES,
  ...[
    'command',
    'encodedcommand',
    'file',
    'commandwithargs',
    'encodedarguments',
    'login',
    'interactive',
  ],
];

/** What `powershell` and `pwsh` do with their words: run a text, a file, or what they are sent. */
export function powershellProgram({ program, args, input, context }: Invocation): ProgramReading {
  const unknown: ProgramReading = { effects: [], nested: [], obscurities: ['code_unknown'] };
  const script = (text: string): ProgramReading => {
    const nested: Nested = { kind: 'script', text, context: { ...context, dialect: 'powershell' } };
    return { effects: [], nested: [nested], obscurities: [] };
  };
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at]?.value;
    if (word === undefined) return unknown;
    const parameter = /^(?:--?|\/|[\u2013-\u2015])([A-Za-z?]+)$/.exec(word)?.[1]?.toLowerCase();
    if (parameter === undefined) {
      // Without a parameter Windows PowerShell takes text, its successor a file.
      return program === 'pwsh' && !/\s/.test(word)
        ? runFile(word, context)
        : joined(args.slice(at), script);
    }
    const name = SHORT[parameter] ?? onlyOne(parameter);
    if (name === undefined) return unknown;
    if (SWITCHES.includes(name) || name === 'login' || name === 'interactive') continue;
    if (PLAIN_VALUES.includes(name)) {
      at += 1;
      continue;
    }
    if (name === 'command') {
      const rest = args.slice(at + 1);
      if (rest.length === 1 && rest[0]?.value === '-') break;
      return joined(rest, script);
    }
    if (name === 'file') {
      const file = args[at + 1]?.value;
      if (file === '-') break;
      return file === undefined ? unknown : runFile(file, context);
    }
    if (name === 'encodedcommand') {
      const text = decodeCommand(args[at + 1]?.value ?? '');
      return text === undefined ? unknown : script(text);
    }
    return unknown;
  }
  if (typeof input === 'object') return script(input.text);
  return input === 'terminal' &&
    args.some(({ value }) => /^[-/]+(?:v|version|h|help|\?)/i.test(value ?? ''))
    ? { effects: [], nested: [], obscurities: [] }
    : unknown;
}

function onlyOne(prefix: string): string | undefined {
  const found = ALL.filter((name) => name.startsWith(prefix));
  return found.length === 1 ? found[0] : ALL.find((name) => name === prefix);
}

function joined(words: readonly Word[], script: (text: string) => ProgramReading): ProgramReading {
  const texts = words.map(({ value }) => value);
  return texts.includes(undefined)
    ? { effects: [], nested: [], obscurities: ['code_unknown'] }
    : script(texts.join(' '));
}

function runFile(file: string, context: Invocation['context']): ProgramReading {
  const path = /[\\/]/.test(file) ? file : `./${file}`;
  const argv: Word = { value: path, prefix: path, pattern: false };
  if (!/\.ps1$/i.test(path)) return { effects: [], nested: [], obscurities: ['code_unknown'] };
  return {
    effects: [],
    nested: [{ kind: 'argv', argv: [argv], more: false, context }],
    obscurities: [],
  };
}

/** Base64 of UTF-16, in the order of little machines. */
function decodeCommand(encoded: string): string | undefined {
  if (!/^[A-Za-z0-9+/\s]+={0,2}$/.test(encoded)) return undefined;
  let bytes: string;
  try {
    bytes = atob(encoded.replaceAll(/\s/g, ''));
  } catch {
    return undefined;
  }
  if (bytes.length % 2 !== 0) return undefined;
  let text = '';
  for (let at = 0; at < bytes.length; at += 2) {
    text += String.fromCharCode(bytes.charCodeAt(at) + 256 * bytes.charCodeAt(at + 1));
  }
  return text;
}
