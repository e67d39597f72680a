import { lexCode, type Token } from './lex-code.ts';

/** What plain code does beside computing: the files that it reads. Undefined: it is not plain. */
export interface PlainCode {
  readonly reads: readonly string[];
  /** Files that it writes. */
  readonly writes?: readonly string[];
  /** URLs that it gets. */
  readonly fetches?: readonly string[];
  /** It loads a module of the project or of its packages, which then runs. */
  readonly loads: boolean;
  /** Functions of other modules that it uses: only the project's own may be. */
  readonly needs?: readonly Need[];
}

/** A function of a module; without a name the module is only loaded. */
export interface Need {
  readonly module: string;
  readonly name?: string;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Modules of Node that only compute or tell. */
const MODULES = words(
  'os path util url querystring crypto assert semver node:os node:path node:util node:url node:crypto node:assert',
);
const FILE_READERS = words(
  'readFileSync existsSync readdirSync statSync lstatSync accessSync realpathSync',
);
const FILE_MODULES = words('fs node:fs');
const CALLABLE = words(
  'parseInt parseFloat isNaN isFinite String Number Boolean BigInt Symbol Array Object Date Error TypeError Map Set WeakMap RegExp encodeURIComponent decodeURIComponent encodeURI decodeURI structuredClone require if for while switch catch return typeof function of in await async Promise atob btoa',
);
const METHODS = words(
  'log error warn info table debug dir parse stringify map filter forEach reduce reduceRight some every find findIndex findLast includes indexOf lastIndexOf startsWith endsWith slice splice split join concat push pop shift unshift sort reverse toSorted toReversed fill flat flatMap keys values entries fromEntries from of isArray assign freeze has get set add delete clear size groupBy text json trim trimStart trimEnd padStart padEnd repeat replace replaceAll match matchAll test exec search toUpperCase toLowerCase toString toFixed toPrecision toISOString toLocaleString toLocaleDateString toLocaleTimeString getTime getFullYear getMonth getDate getDay getHours getMinutes getSeconds now abs ceil floor round max min pow sqrt cbrt random sign trunc log2 log10 sin cos tan atan atan2 exp hypot isInteger isSafeInteger charCodeAt codePointAt charAt at fromCharCode fromCodePoint normalize localeCompare then catch finally all allSettled resolve reject update digest createHash randomUUID randomBytes basename dirname extname join relative isAbsolute cwd uptime memoryUsage hrtime cpus totalmem freemem platform release type arch hostname homedir tmpdir inspect format write toJSON getOwnPropertyNames hasOwn hasOwnProperty gt gte lt lte satisfies valid coerce major minor patch compare alloc byteLength equal ok deepEqual strictEqual time timeEnd count group groupEnd bigint next',
);
const NO_MEMBER =
  /^(?:constructor|prototype|__.*|mainModule|binding|_linkedBinding|dlopen|kill|chdir|abort|cache|extensions|_load|Module|createRequire|getBuiltinModule|execve|setuid|setgid|loadEnvFile|Function|bind|call|apply|globalThis|valueOf|toPrimitive|defineProperty|defineProperties|setPrototypeOf|getPrototypeOf|getOwnPropertyDescriptor|mkdirSync|prepareStackTrace)$/;
const NO_NAME =
  /^(?:eval|Function|globalThis|global|import|export|WebAssembly|Reflect|Proxy|fetch|Bun|Deno|module|exports|self|window|this|arguments|with|constructor|WebSock\w*|EventSource|XMLHttp\w*|setTimeout|setInterval|setImmediate|queueMicrotask|class|new\.target|super|fs|child_process|net|http|https|http2|tls|dgram|dns|cluster|vm|v8|worker_threads|repl|inspector|wasi|module|stream|zlib|readline|tty|test|sqlite|trace_events|async_hooks|perf_hooks|events|domain|punycode|diagnostics_channel|Worker|SharedArrayBuffer|Atomics|navigator|importScripts)$/;
const PROCESS = words(
  'version versions argv env platform arch cwd exit exitCode stdout stderr uptime memoryUsage hrtime pid ppid release execPath title config features',
);

/** Judges code of `node -e`. Plain code calls nothing but what is in the lists above. */
export function judgeScript(code: string): PlainCode | undefined {
  if (/\\u/.test(code)) return undefined;
  const tokens = lexCode(code, 'javascript')?.filter(
    ({ text, kind }) => kind !== 'mark' || text !== '\n',
  );
  if (tokens === undefined) return undefined;
  const reads: string[] = [];
  const fetches: string[] = [];
  const bound = bindModules(tokens);
  if (bound === undefined) return undefined;
  const needs: Need[] = [...bound.needs];
  let loads = needs.length > 0;
  for (let at = 0; at < tokens.length; at += 1) {
    if (bound.used.has(at)) continue;
    const token = tokens[at] as Token;
    const before = tokens[at - 1];
    const next = tokens[at + 1];
    if (token.kind === 'mark') {
      if (!isPlainMark(tokens, at)) return undefined;
      continue;
    }
    if (token.kind === 'string') {
      // A template with a name before it is a call; so is a string in brackets a member.
      if (before?.kind === 'name' && !/^(?:return|typeof|case|in|of|else)$/.test(before.text))
        return undefined;
      if (NO_MEMBER.test(token.text)) return undefined;
      continue;
    }
    if (token.kind !== 'name') continue;
    // Three dots spread a list; two stand behind a number.
    const member = before?.text === '.' && before.kind === 'mark' && tokens[at - 2]?.text !== '.';
    const called = next?.text === '(' && next.kind === 'mark';
    if (member) {
      if (NO_MEMBER.test(token.text) || (called && !METHODS.has(token.text))) return undefined;
      continue;
    }
    if (bound.files.has(token.text)) {
      const length = readFileCall(tokens, at, reads);
      if (length === undefined) return undefined;
      at += length;
      continue;
    }
    const module = bound.modules.get(token.text);
    if (module !== undefined) {
      const [dot, name] = tokens.slice(at + 1, at + 3);
      if (dot?.text === '.' && name?.kind === 'name') {
        if (NO_MEMBER.test(name.text)) return undefined;
        if (tokens[at + 3]?.text === '(') needs.push({ module, name: name.text });
        at += 2;
      } else if (dot?.text === '(') return undefined;
      continue;
    }
    if (called && bound.callable.has(token.text)) continue;
    if (token.text === 'fetch' || token.text === 'setTimeout') {
      const length =
        token.text === 'fetch' ? readFetch(tokens, at, fetches) : startOfFunction(tokens, at);
      if (length === undefined) return undefined;
      at += length;
      continue;
    }
    if (NO_NAME.test(token.text) && next?.text !== ':') return undefined;
    if (token.text === 'process') {
      const name = tokens[at + 2];
      if (next?.text !== '.' || name === undefined || !PROCESS.has(name.text)) return undefined;
      if (
        called ||
        (tokens[at + 3]?.text === '(' &&
          !/^(?:cwd|exit|uptime|memoryUsage|hrtime)$/.test(name.text))
      )
        return undefined;
      if (name.text === 'exit') at += 2;
      continue;
    }
    if (token.text === 'require') {
      if (
        next?.text === '.' &&
        tokens[at + 2]?.text === 'resolve' &&
        tokens[at + 4]?.kind === 'string'
      ) {
        at += 2;
        continue;
      }
      const skip = readRequire(tokens, at, reads);
      if (skip === undefined) return undefined;
      loads ||= skip.loads;
      at += skip.length;
      continue;
    }
    if (called && !CALLABLE.has(token.text)) return undefined;
  }
  return { reads, fetches, loads, needs };
}

function isPlainMark(tokens: readonly Token[], at: number): boolean {
  const { text } = tokens[at] as Token;
  const before = tokens[at - 1];
  if (text === '#' || text === '@') return false;
  // What a call or a member gives is called at once: `a[b](c)`, `f()()`.
  if (text === '(')
    return (
      !(before?.kind === 'mark' && /^[\])}]$/.test(before.text)) &&
      before?.kind !== 'string' &&
      before?.kind !== 'number'
    );
  if (text !== '[') return true;
  const isMember =
    before !== undefined &&
    ((before.kind === 'name' &&
      !/^(?:return|of|in|case|const|let|var|typeof|else)$/.test(before.text)) ||
      before.kind === 'string' ||
      (before.kind === 'mark' && /^[\])}.]$/.test(before.text)));
  if (!isMember) return true;
  const inner = tokens[at + 1];
  return (inner?.kind === 'number' || inner?.kind === 'string') && tokens[at + 2]?.text === ']';
}

/** `require('x')`: how many tokens it has. Undefined: what it loads may do anything. */
function readRequire(
  tokens: readonly Token[],
  at: number,
  reads: string[],
): { readonly length: number; readonly loads: boolean } | undefined {
  const name = tokens[at + 2];
  if (tokens[at + 1]?.text !== '(' || name?.kind !== 'string' || tokens[at + 3]?.text !== ')')
    return undefined;
  if (MODULES.has(name.text)) return { length: 3, loads: false };
  // A package that is installed tells its version.
  const member = tokens[at + 5];
  if (
    /^[@\w][\w./@-]*$/.test(name.text) &&
    tokens[at + 4]?.text === '.' &&
    /^(?:version|VERSION)$/.test(member?.text ?? '')
  )
    return { length: 5, loads: true };
  if (name.text.endsWith('.json') && !name.text.includes('\\')) {
    if (name.text.startsWith('.') || name.text.startsWith('/')) reads.push(name.text);
    return { length: 3, loads: false };
  }
  if (FILE_MODULES.has(name.text)) {
    const method = tokens[at + 5];
    const file = tokens[at + 7];
    const plain =
      tokens[at + 4]?.text === '.' && method !== undefined && FILE_READERS.has(method.text);
    const end = tokens[at + 8]?.text;
    if (!plain || tokens[at + 6]?.text !== '(' || (end !== ')' && end !== ',')) return undefined;
    if (file?.kind === 'string') reads.push(file.text);
    else if (file?.kind !== 'number') return undefined;
    return { length: 7, loads: false };
  }
  return undefined;
}

/** What names are bound to: modules of the project, the file module, and functions of the text itself. */
interface Bound {
  readonly files: ReadonlySet<string>;
  readonly modules: ReadonlyMap<string, string>;
  readonly callable: ReadonlySet<string>;
  readonly needs: readonly Need[];
  /** Tokens of the statements that bind modules. */
  readonly used: ReadonlySet<number>;
}

const OWN_MODULE = /^\.{1,2}\/[\w./-]+$/;

/**
 * `const fs = require('fs')`, `const {a} = require('./x')`, `import {a} from './x'`, and names that
 * the text itself declares. Undefined: an import that is not followed.
 */
function bindModules(tokens: readonly Token[]): Bound | undefined {
  const files = new Set<string>();
  const modules = new Map<string, string>();
  const callable = new Set<string>();
  const needs: Need[] = [];
  const used = new Set<number>();
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] as Token;
    if (token.kind !== 'name' || tokens[at - 1]?.text === '.') continue;
    if (token.text === 'function') callable.add(tokens[at + 1]?.text ?? '');
    const isImport = token.text === 'import';
    if (!isImport && !/^(?:const|let|var)$/.test(token.text)) continue;
    if (isImport && tokens[at + 1]?.text === '(') {
      const source = tokens[at + 2];
      const own = source?.kind === 'string' && OWN_MODULE.test(source.text);
      if (!own || tokens[at + 3]?.text !== ')') return undefined;
      needs.push({ module: source.text });
      for (let index = at; index < at + 4; index += 1) used.add(index);
      continue;
    }
    const names = readNames(tokens, at + 1);
    if (names === undefined) {
      if (isImport) return undefined;
      continue;
    }
    const { list, whole, next } = names;
    const [first, second, third, fourth] = tokens.slice(next, next + 4);
    const isRequire =
      first?.text === '=' &&
      second?.text === 'require' &&
      third?.text === '(' &&
      fourth?.kind === 'string';
    const source = isImport
      ? first?.text === 'from' && second?.kind === 'string'
        ? second.text
        : undefined
      : isRequire && tokens[next + 4]?.text === ')' && !/^[.([]$/.test(tokens[next + 5]?.text ?? '')
        ? fourth?.text
        : undefined;
    if (source === undefined) {
      if (isImport) return undefined;
      if (whole !== undefined && first?.text === '=') callable.add(whole);
      continue;
    }
    const end = next + (isImport ? 2 : 5);
    const own = OWN_MODULE.test(source) && !source.endsWith('.json');
    if (FILE_MODULES.has(source) && whole !== undefined) files.add(whole);
    else if (own) {
      needs.push({ module: source });
      if (whole !== undefined) modules.set(whole, source);
      for (const name of list) {
        callable.add(name);
        needs.push({ module: source, name });
      }
    } else if (isImport) return undefined;
    else continue;
    for (let index = at; index < end; index += 1) used.add(index);
  }
  return { files, modules, callable, needs, used };
}

/** `NAME`, `{ a, b }` or `* as NAME` behind the word that declares. */
function readNames(
  tokens: readonly Token[],
  at: number,
):
  | { readonly list: readonly string[]; readonly whole?: string; readonly next: number }
  | undefined {
  const first = tokens[at];
  if (first?.kind === 'name') return { list: [], whole: first.text, next: at + 1 };
  if (first?.text === '*' && tokens[at + 1]?.text === 'as' && tokens[at + 2]?.kind === 'name')
    return { list: [], whole: tokens[at + 2]?.text ?? '', next: at + 3 };
  if (first?.text !== '{') return undefined;
  const list: string[] = [];
  let next = at + 1;
  for (; next < tokens.length && tokens[next]?.text !== '}'; next += 1) {
    const token = tokens[next] as Token;
    if (token.kind === 'name') list.push(token.text);
    else if (token.text !== ',') return undefined;
  }
  return list.includes('as') ? undefined : { list, next: next + 1 };
}

/** `fs.readFileSync('x')`: how many tokens its beginning has. */
function readFileCall(tokens: readonly Token[], at: number, reads: string[]): number | undefined {
  const [dot, method, bracket, file, end] = tokens.slice(at + 1, at + 6);
  if (dot?.text !== '.' || !FILE_READERS.has(method?.text ?? '') || bracket?.text !== '(')
    return undefined;
  if (!/^[),]$/.test(end?.text ?? '')) return undefined;
  if (file?.kind === 'string' && !/[\\]|\$\{/.test(file.text)) reads.push(file.text);
  else if (file?.kind !== 'number') return undefined;
  return 4;
}

/** `fetch('URL')` with nothing that is sent. */
function readFetch(tokens: readonly Token[], at: number, fetches: string[]): number | undefined {
  const [bracket, url, end] = tokens.slice(at + 1, at + 4);
  const plain = bracket?.text === '(' && url?.kind === 'string' && end?.text === ')';
  if (!plain || !/^https?:\/\/[^\\$]+$/.test(url.text)) return undefined;
  fetches.push(url.text);
  return 3;
}

/** `setTimeout(() => …)`: a text in its place would be code. */
function startOfFunction(tokens: readonly Token[], at: number): number | undefined {
  const [bracket, open, close, arrow] = tokens.slice(at + 1, at + 5);
  const isArrow = open?.text === '(' && close?.text === ')' && arrow?.text === '=';
  return bracket?.text === '(' && (isArrow || open?.text === 'function') ? 1 : undefined;
}
