import { readSql } from '../../sql/read-sql.ts';
import type { Need, PlainCode } from './judge-script.ts';
import { lexCode, type Token } from './lex-code.ts';
import { readImports, type Imports } from './python-imports.ts';
import { NO_ATTRIBUTE, NO_NAME, OS, STRONG_MODULES, SYS } from './python-names.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const CALLABLE = words(
  'print dir len range str int float bool list dict set tuple frozenset bytes bytearray sorted reversed enumerate zip map filter sum min max abs round any all ord chr hex oct bin repr format isinstance issubclass type iter next pow divmod hash id input open callable ascii slice complex object super if elif while for in and or not return yield lambda assert del print raise except with else is await Exception ValueError KeyError TypeError RuntimeError SystemExit IndexError import staticmethod property',
);
/** What may be used of libraries that compute, by the module's name. Everything else of them may do anything. */
const OF_LIBRARIES: Readonly<Record<string, ReadonlySet<string>>> = {
  numpy: words(
    'array arange zeros ones full eye linspace random mean sum std var min max dot sqrt exp log sin cos abs round sort argsort unique where concatenate stack vstack hstack reshape allclose isclose nan inf pi e int8 int16 int32 int64 uint8 float32 float64 dtype ndarray cumsum percentile median histogram linalg matmul transpose isnan isfinite any all diff argmax argmin clip outer cross',
  ),
  pandas: words(
    'DataFrame Series read_csv read_json read_excel read_parquet read_table to_datetime to_numeric to_timedelta date_range concat merge set_option options Timestamp Timedelta NaT NA isna notna cut qcut pivot_table crosstab get_dummies',
  ),
  torch: words(
    'tensor randn rand zeros ones arange cuda backends device manual_seed float16 float32 float64 int64 get_num_threads matmul mean sum',
  ),
  'PIL.Image': words('open'),
};
/** Functions that go to a server with the first word. */
const FETCHES: Readonly<Record<string, ReadonlySet<string>>> = {
  requests: words('get head'),
  httpx: words('get head'),
  'urllib.request': words('urlopen'),
};
/** Functions whose first word is a file that they read. */
const READS_FILE = words(
  'read_csv read_json read_excel read_parquet read_table parse connect ZipFile open',
);

/** Methods of a path that change files, or lead to another one. */
const OF_PATHS =
  /^(?:replace|home|expanduser|joinpath|parents?|with_\w+|iterdir|resolve|readlink|absolute|Path|PosixPath|PurePath)$/;
const TELLS = /^(?:__version__|__file__|__path__|__name__|__doc__|version|VERSION|__all__)$/;
interface Found {
  readonly reads: string[];
  readonly writes: string[];
  readonly fetches: string[];
  readonly needs: Need[];
}

/**
 * Judges code of `python -c`. Plain code uses nothing but what is in the lists above, and functions
 * of modules that `needs` names: whoever runs it makes sure that these are the project's own.
 */
export function judgePython(code: string): PlainCode | undefined {
  const tokens = lexCode(code, 'python');
  if (tokens === undefined || /\\N\{|\\\n/.test(code)) return undefined;
  const imports = readImports(tokens);
  if (imports === undefined) return undefined;
  // Where modules are looked for may be changed, and the next import runs what lies there.
  if (imports.foreign.size > 0 && tokens.some((_token, at) => isSearchPath(tokens, at)))
    return undefined;
  // Which files a pattern meets, and what is done to them, cannot be told.
  const listed = tokens.some(({ text }) => /^r?glob$/.test(text));
  if (listed && tokens.some(({ text }) => /^(?:read_text|read_bytes|write_text|open)$/.test(text)))
    return undefined;
  const found: Found = { reads: [], writes: [], fetches: [], needs: [] };
  const texts = readConstants(tokens);
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] as Token;
    if (imports.used.has(at)) continue;
    if (token.kind === 'mark' && !isPlainMark(tokens, at, imports)) return undefined;
    if (token.kind !== 'name') continue;
    const before = tokens[at - 1];
    const isMember = before?.text === '.' && before.kind === 'mark';
    const plain = isMember
      ? isPlainMember(tokens, at, imports, texts, found)
      : isPlainName(tokens, at, imports, texts, found);
    if (!plain) return undefined;
  }
  const { reads, writes, fetches, needs } = found;
  return { reads, writes, fetches, loads: imports.foreign.size > 0, needs };
}

/** `sys.path`, also as a name that was taken out of `sys`. */
function isSearchPath(tokens: readonly Token[], at: number): boolean {
  if (tokens[at]?.text !== 'sys' || tokens[at]?.kind !== 'name') return false;
  const next = tokens[at + 1]?.text;
  return (next === '.' && tokens[at + 2]?.text === 'path') || next === 'import';
}

function isPlainMark(tokens: readonly Token[], at: number, { known }: Imports): boolean {
  const { text } = tokens[at] as Token;
  const before = tokens[at - 1];
  if (text === '@') return false;
  if (text === '(') {
    if (before?.kind === 'string' || before?.kind === 'number') return false;
    if (before?.kind === 'mark' && /^[\])}]$/.test(before.text)) return false;
  }
  // Paths that are put together: which file it is cannot be told.
  return !(text === '/' && known.has('pathlib'));
}

/** Names that hold one text all the time. */
function readConstants(tokens: readonly Token[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const bound = new Map<string, number>();
  const bind = (name: string, times = 1): void =>
    void bound.set(name, (bound.get(name) ?? 0) + times);
  tokens.forEach((token, at) => {
    if (token.kind !== 'name') return;
    const [next, second, third] = tokens.slice(at + 1, at + 4);
    if (/^(?:for|lambda|def|as|global|nonlocal|import|class)$/.test(token.text)) {
      // Whatever stands up to the end of the statement's head is bound anew.
      for (
        let to = at + 1;
        to < tokens.length && !/^(?:in|:|\n|;)$/.test(tokens[to]?.text ?? '');
        to += 1
      )
        bind(tokens[to]?.text ?? '', 2);
      return;
    }
    if (next?.kind !== 'mark') return;
    const isSet = next.text === '=' && second?.text !== '=';
    const isChanged = /^[-+*/%&|^@:]$/.test(next.text) && /^[=*/]$/.test(second?.text ?? '');
    if (isChanged) bind(token.text, 2);
    if (!isSet) return;
    bind(token.text);
    const starts = at === 0 || /^[\n;:]$/.test(tokens[at - 1]?.text ?? '');
    const ends = third === undefined || /^[\n;]$/.test(third.text);
    if (starts && ends && second?.kind === 'string') texts.set(token.text, second.text);
    else bind(token.text, 2);
  });
  for (const [name, times] of bound) if (times > 1) texts.delete(name);
  return texts;
}

/** The text of the first word in brackets, and what stands behind it. */
function firstWord(
  tokens: readonly Token[],
  at: number,
  texts: ReadonlyMap<string, string>,
): { readonly text: string; readonly next: number } | undefined {
  const [bracket, word, end] = tokens.slice(at + 1, at + 4);
  if (bracket?.text !== '(' || word === undefined || !/^[),]$/.test(end?.text ?? ''))
    return undefined;
  const text = word.kind === 'string' ? word.text : texts.get(word.text);
  return text === undefined || text.includes('\\') ? undefined : { text, next: at + 3 };
}

function isPlainMember(
  ...[tokens, at, { known, foreign }, texts, found]: [
    readonly Token[],
    number,
    Imports,
    ReadonlyMap<string, string>,
    Found,
  ]
): boolean {
  const { text } = tokens[at] as Token;
  const owner = tokens[at - 2]?.text ?? '';
  const called = tokens[at + 1]?.text === '(';
  if (TELLS.test(text) && !called) return true;
  // `import urllib.request` is used by its whole name.
  const front = tokens[at - 4]?.text ?? '';
  if (foreign.get(owner) === `${owner}.${text}`) return true;
  const module =
    foreign.get(owner) ??
    (foreign.get(front) === `${front}.${owner}` ? `${front}.${owner}` : undefined);
  if (module !== undefined && FETCHES[module] !== undefined)
    return FETCHES[module].has(text) && fetchFirst(tokens, at, texts, found);
  if (module !== undefined && OF_LIBRARIES[module] !== undefined) {
    if (!OF_LIBRARIES[module].has(text)) return false;
    return !READS_FILE.has(text) || readFirst(tokens, at, texts, found);
  }
  if (known.has('sqlite3') && /^(?:connect|execute)$/.test(text)) {
    const word = firstWord(tokens, at, texts);
    if (word === undefined) return false;
    if (text === 'execute') return onlySelects(word.text);
    if (owner !== 'sqlite3' || word.text.startsWith('file:') || tokens[word.next]?.text !== ')')
      return false;
    if (word.text !== ':memory:') found.reads.push(word.text);
    return true;
  }
  const ofFiles = known.has('zipfile') || known.has('xml.etree.ElementTree');
  if (ofFiles && /^(?:ZipFile|parse)$/.test(text))
    // A second word is a mode in which it may write.
    return tokens[at + 3]?.text === ')' && readFirst(tokens, at, texts, found);
  // `json.load` reads a file that is open already.
  if (text === 'load' && (owner === 'json' || owner === 'tomllib')) return true;
  if (text === 'write_text' && known.has('pathlib')) return true;
  if (owner === 'sys' && SYS.has(text)) return true;
  if (NO_ATTRIBUTE.test(text)) return false;
  if (owner === 'os' && !OS.has(text)) return false;
  if (owner === 'sys' && !SYS.has(text)) return false;
  return !(known.has('pathlib') && OF_PATHS.test(text) && !isOfText(tokens, at));
}

/** `text.replace('a', 'b')` is about a text: a path takes one word. */
function isOfText(tokens: readonly Token[], at: number): boolean {
  const [bracket, from, comma] = tokens.slice(at + 1, at + 4);
  return (
    tokens[at]?.text === 'replace' &&
    bracket?.text === '(' &&
    from?.kind === 'string' &&
    comma?.text === ','
  );
}

function onlySelects(text: string): boolean {
  const { statements, complete } = readSql(text, 'sqlite');
  return (
    complete && statements.every(({ kind, accesses }) => kind === 'select' && accesses.length === 0)
  );
}

function readFirst(...[tokens, at, texts, found]: Parameters<typeof fetchFirst>): boolean {
  const word = firstWord(tokens, at, texts);
  if (word === undefined) return false;
  if (/^[a-z]\w+:\/\//i.test(word.text)) found.fetches.push(word.text);
  else found.reads.push(word.text);
  return true;
}

function fetchFirst(
  tokens: readonly Token[],
  at: number,
  texts: ReadonlyMap<string, string>,
  found: Found,
): boolean {
  const word = firstWord(tokens, at, texts);
  // With more words it may send something.
  if (word === undefined || !/^https?:\/\//i.test(word.text)) return false;
  const rest = tokens.slice(word.next, word.next + 4).map(({ text }) => text);
  if (rest[0] !== ')' && !(rest[1] === 'timeout' && rest[2] === '=')) return false;
  if (rest[0] === ',' && tokens[word.next + 4]?.text !== ')') return false;
  found.fetches.push(word.text);
  return true;
}

function isPlainName(
  ...[tokens, at, { known, foreign, from, defined }, texts, found]: Parameters<typeof isPlainMember>
): boolean {
  const { text } = tokens[at] as Token;
  const next = tokens[at + 1];
  if (NO_NAME.test(text) && text !== '__name__') return false;
  // `f(path='x')` names a word of f.
  if (
    next?.text === '=' &&
    tokens[at + 2]?.text !== '=' &&
    /^[(,]$/.test(tokens[at - 1]?.text ?? '')
  )
    return true;
  const module = foreign.get(text);
  if (module !== undefined) {
    const member = tokens[at + 2]?.text ?? '';
    if (next?.text === '.' && TELLS.test(member)) return true;
    const special = FETCHES[module] ?? OF_LIBRARIES[module];
    if (special !== undefined) {
      // `from requests import get` is not followed.
      return next?.text === '.' && tokens[at + 3] !== undefined;
    }
    if (STRONG_MODULES.has(module.split('.')[0] ?? '')) return false;
    const need = readNeed(tokens, at, module, from);
    if (need === undefined) return false;
    found.needs.push(need);
    return true;
  }
  if (known.has(text)) return next?.text === '.';
  if (known.has('pathlib') && text === 'Path') {
    const word = firstWord(tokens, at, texts);
    if (word === undefined || tokens[word.next]?.text !== ')') return false;
    found.reads.push(word.text);
    // What is written to it later may stand in another line.
    if (tokens.some((token) => token.text === 'write_text')) found.writes.push(word.text);
    return true;
  }
  if (text === 'open' && next?.text === '(') return readOpen(tokens, at, texts, found);
  if (text === 'open') return false;
  return next?.text !== '(' || CALLABLE.has(text) || defined.has(text);
}

/** Which function of which module is used: `total` of `shop.cart` in `shop.cart.total(…)`. */
function readNeed(
  tokens: readonly Token[],
  at: number,
  module: string,
  from: ReadonlyMap<string, string>,
): Need | undefined {
  const name = from.get(tokens[at]?.text ?? '');
  if (name !== undefined) return { module, name };
  const parts = module.split('.');
  const isPath = tokens[at]?.text === parts[0];
  let next = at + 1;
  for (const part of isPath ? parts.slice(1) : []) {
    if (tokens[next]?.text !== '.' || tokens[next + 1]?.text !== part) return undefined;
    next += 2;
  }
  const member = tokens[next + 1];
  return tokens[next]?.text === '.' && member?.kind === 'name'
    ? { module, name: member.text }
    : undefined;
}

/** `open('file')` and `open('file', MODE)`; false: which file is not known. */
function readOpen(...[tokens, at, texts, found]: Parameters<typeof fetchFirst>): boolean {
  const word = firstWord(tokens, at, texts);
  if (word === undefined) return false;
  const [comma, mode, equals, value] = tokens.slice(word.next, word.next + 4);
  if (comma?.text === ')' || (mode?.text === 'encoding' && equals?.text === '=')) {
    found.reads.push(word.text);
    return tokens[word.next + 5]?.text !== ',' || comma?.text === ')';
  }
  const given = mode?.text === 'mode' && equals?.text === '=' ? value : mode;
  if (given?.kind !== 'string') return false;
  if (/^r[bt]?$/.test(given.text)) found.reads.push(word.text);
  else if (/^[wax][bt]?\+?$|^r[bt]?\+[bt]?$/.test(given.text)) found.writes.push(word.text);
  else return false;
  return true;
}
