import { lexCode, type Token } from './lex-code.ts';
import type { PlainCode } from './judge-script.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Modules that only compute or tell. */
const MODULES = words(
  'json sys os math cmath re datetime time calendar collections itertools functools string random secrets statistics decimal fractions hashlib base64 textwrap pprint platform uuid csv typing dataclasses enum unicodedata struct binascii html copy bisect heapq tomllib ast yaml urllib.parse importlib.metadata importlib.util os.path difflib zlib locale keyword numbers array pathlib colorsys ipaddress types abc contextlib zoneinfo',
);
const OS = words(
  'path getcwd environ sep listdir getenv linesep cpu_count name walk stat scandir pathsep curdir uname getpid',
);
const SYS = words(
  'argv stdin stdout stderr version version_info path executable platform exit maxsize getsizeof byteorder prefix base_prefix implementation getrecursionlimit maxunicode api_version hexversion getdefaultencoding flags builtin_module_names',
);
const CALLABLE = words(
  'print len range str int float bool list dict set tuple frozenset bytes bytearray sorted reversed enumerate zip map filter sum min max abs round any all ord chr hex oct bin repr format isinstance issubclass type iter next pow divmod hash id input open callable ascii slice complex object super if elif while for in and or not return yield lambda assert del print raise except with else is await Exception ValueError KeyError TypeError RuntimeError SystemExit IndexError import staticmethod property',
);
const NO_NAME =
  /^(?:eval|exec|compile|__.*|globals|locals|vars|getattr|setattr|delattr|breakpoint|help|memoryview|exit_|copyright|credits|license)$/;
/** Attributes that reach another module, change files, or start something. */
const NO_ATTRIBUTE =
  /^(?:_.*|os|sys|subprocess|builtins|importlib|io|codecs|shutil|socket|request|system|popen|spawn\w*|exec\w*|fork\w*|kill\w*|modules|remove_tree|unlink|rmdir|rmtree|removedirs|rename|renames|touch|mkdir|makedirs|chmod|chown|symlink\w*|link_to|hardlink_to|write_text|write_bytes|open|putenv|unsetenv|load_module|import_module|exec_module|find_loader|module_from_spec|spec_from_\w+|attrgetter|methodcaller|settrace|setprofile|unsafe_load|full_load|load_all|unsafe_load_all|Loader|UnsafeLoader|gi_frame|f_globals|f_builtins|func_globals|tb_frame|cr_frame|loader|FunctionType|CodeType|coroutine|new_class|resolve_bases|truncate|access_log|startfile|pipe|dup\w*|set_\w*|load|tofile|fromfile)$/;
/** Methods of a path that change files, or lead to another one. */
const OF_PATHS =
  /^(?:replace|home|expanduser|joinpath|parents?|with_\w+|glob|rglob|iterdir|resolve|readlink|absolute|Path|PosixPath|PurePath)$/;
const TELLS = /^(?:__version__|__file__|__path__|__name__|__doc__|version|VERSION|__all__)$/;

/** Judges code of `python -c`. Plain code uses nothing but what is in the lists above. */
export function judgePython(code: string): PlainCode | undefined {
  const tokens = lexCode(code, 'python');
  if (tokens === undefined || /\\N\{|\\\n/.test(code)) return undefined;
  const imports = readImports(tokens);
  if (imports === undefined) return undefined;
  const { known, foreign, used, defined } = imports;
  // Where modules are looked for may be changed, and the next import runs what lies there.
  if (foreign.size > 0 && tokens.some((_token, at) => isSearchPath(tokens, at))) return undefined;
  const reads: string[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] as Token;
    if (used.has(at)) continue;
    const before = tokens[at - 1];
    const next = tokens[at + 1];
    if (token.kind === 'mark') {
      if (token.text === '@') return undefined;
      const calls = token.text === '(' && (before?.kind === 'string' || before?.kind === 'number');
      if (calls || (token.text === '(' && before?.kind === 'mark' && /^[\])}]$/.test(before.text)))
        return undefined;
      // Paths that are put together: which file it is cannot be told.
      if (token.text === '/' && known.has('pathlib')) return undefined;
      continue;
    }
    if (token.kind !== 'name') continue;
    const called = next?.text === '(';
    if (before?.text === '.' && before.kind === 'mark') {
      const owner = tokens[at - 2];
      if (TELLS.test(token.text) && !called) continue;
      // `json.load` reads a file that is open already.
      const loadsJson =
        token.text === 'load' && (owner?.text === 'json' || owner?.text === 'tomllib');
      if (NO_ATTRIBUTE.test(token.text) && !loadsJson) return undefined;
      if (owner?.text === 'os' && !OS.has(token.text)) return undefined;
      if (owner?.text === 'sys' && !SYS.has(token.text)) return undefined;
      if (known.has('pathlib') && OF_PATHS.test(token.text)) return undefined;
      continue;
    }
    if (NO_NAME.test(token.text) && token.text !== '__name__') return undefined;
    if (foreign.has(token.text)) {
      if (next?.text !== '.' || !TELLS.test(tokens[at + 2]?.text ?? '')) return undefined;
    } else if (known.has(token.text)) {
      if (next?.text !== '.') return undefined;
    } else if (known.has('pathlib') && token.text === 'Path') {
      const [bracket, file, end] = tokens.slice(at + 1, at + 4);
      if (bracket?.text !== '(' || file?.kind !== 'string' || end?.text !== ')') return undefined;
      reads.push(file.text);
    } else if (token.text === 'open') {
      const file = readOpen(tokens, at);
      if (file === undefined) return undefined;
      reads.push(file);
    } else if (called && !CALLABLE.has(token.text) && !defined.has(token.text)) return undefined;
  }
  return { reads, loads: foreign.size > 0 };
}

/** `sys.path`, also as a name that was taken out of `sys`. */
function isSearchPath(tokens: readonly Token[], at: number): boolean {
  if (tokens[at]?.text !== 'sys' || tokens[at]?.kind !== 'name') return false;
  const next = tokens[at + 1]?.text;
  return (next === '.' && tokens[at + 2]?.text === 'path') || next === 'import';
}

interface Imports {
  /** Names of modules that only compute. */
  readonly known: ReadonlySet<string>;
  /** Names of all other modules, and what was taken out of them. */
  readonly foreign: ReadonlySet<string>;
  /** Names that may be called. */
  readonly defined: ReadonlySet<string>;
  /** Tokens of the import statements. */
  readonly used: ReadonlySet<number>;
}

function readImports(tokens: readonly Token[]): Imports | undefined {
  const known = new Set<string>();
  const foreign = new Set<string>();
  const defined = new Set<string>();
  const used = new Set<number>();
  for (let at = 0; at < tokens.length; at += 1) {
    const { kind, text } = tokens[at] as Token;
    if (kind !== 'name') continue;
    const name = tokens[at + 1]?.text ?? '';
    if (text === 'def') defined.add(name);
    if (text === 'class') return undefined;
    const starts = at === 0 || /^[\n;:]$/.test(tokens[at - 1]?.text ?? '');
    if (text !== 'import' && text !== 'from') continue;
    // `yield from`, `raise … from` begin no statement.
    if (!starts) {
      if (text === 'import') return undefined;
      continue;
    }
    let end = at + 1;
    while (end < tokens.length && !/^[\n;]$/.test(tokens[end]?.text ?? '')) end += 1;
    for (let index = at; index < end; index += 1) used.add(index);
    const parts = tokens.slice(at + 1, end);
    if (parts.some((part) => part.kind === 'string' || !/^[\w.,()*]+$/.test(part.text)))
      return undefined;
    const statement = parts
      .map((part) => part.text)
      .join(' ')
      .replaceAll(' . ', '.');
    if (!readImport(statement, text === 'from', { known, foreign, defined })) return undefined;
    at = end;
  }
  return { known, foreign, defined, used };
}

interface Names {
  readonly known: Set<string>;
  readonly foreign: Set<string>;
  readonly defined: Set<string>;
}

function readImport(statement: string, from: boolean, names: Names): boolean {
  const [modulePart = '', namePart] = from ? statement.split(/ import /) : [statement];
  if (!from) {
    for (const item of modulePart.split(',')) {
      const [module = '', alias] = item.trim().split(/ as /);
      const name = alias?.trim() ?? module.split('.')[0] ?? '';
      if (MODULES.has(module.trim()) && alias === undefined) names.known.add(name);
      else if (MODULES.has(module.trim()) && !/^(?:os|sys|pathlib)/.test(module))
        names.known.add(name);
      else names.foreign.add(name);
    }
    return true;
  }
  if (namePart === undefined || namePart.includes('*')) return false;
  const module = modulePart.trim();
  for (const item of namePart.replaceAll(/[()]/g, '').split(',')) {
    const [name = '', alias] = item
      .trim()
      .split(/ as /)
      .map((part) => part.trim());
    if (name === '') continue;
    const plain = MODULES.has(module) && !NO_ATTRIBUTE.test(name) && !NO_NAME.test(name);
    const allowed =
      plain && (module !== 'os' || OS.has(name)) && (module !== 'sys' || SYS.has(name));
    if (module === 'pathlib') names.known.add('pathlib');
    // `from datetime import datetime` is the class, `from x import os` the module.
    if (!allowed || (MODULES.has(name) && name !== module)) names.foreign.add(alias ?? name);
    else names.defined.add(alias ?? name);
  }
  return true;
}

/** The file of `open('file')` or `open('file', 'r')`; undefined: it may write, or the name is not plain. */
function readOpen(tokens: readonly Token[], at: number): string | undefined {
  const [bracket, file, after, mode, end] = tokens.slice(at + 1, at + 6);
  if (bracket?.text !== '(' || file?.kind !== 'string' || file.text.includes('\\'))
    return undefined;
  if (after?.text === ')') return file.text;
  const reads = mode?.kind === 'string' && /^r[bt]?$/.test(mode.text);
  return after?.text === ',' && reads && (end?.text === ')' || end?.text === ',')
    ? file.text
    : undefined;
}
