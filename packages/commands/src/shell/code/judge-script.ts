import { lexCode, type Token } from './lex-code.ts';

/** What plain code does beside computing: the files that it reads. Undefined: it is not plain. */
export interface PlainCode {
  readonly reads: readonly string[];
  /** It loads a module of the project or of its packages, which then runs. */
  readonly loads: boolean;
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
  'log error warn info table debug dir parse stringify map filter forEach reduce reduceRight some every find findIndex findLast includes indexOf lastIndexOf startsWith endsWith slice splice split join concat push pop shift unshift sort reverse toSorted toReversed fill flat flatMap keys values entries fromEntries from of isArray assign freeze has get set add delete clear size trim trimStart trimEnd padStart padEnd repeat replace replaceAll match matchAll test exec search toUpperCase toLowerCase toString toFixed toPrecision toISOString toLocaleString toLocaleDateString toLocaleTimeString getTime getFullYear getMonth getDate getDay getHours getMinutes getSeconds now abs ceil floor round max min pow sqrt cbrt random sign trunc log2 log10 sin cos tan atan atan2 exp hypot isInteger isSafeInteger charCodeAt codePointAt charAt at fromCharCode fromCodePoint normalize localeCompare then catch finally all allSettled resolve reject update digest createHash randomUUID randomBytes basename dirname extname join relative isAbsolute cwd uptime memoryUsage hrtime cpus totalmem freemem platform release type arch hostname homedir tmpdir inspect format write toJSON getOwnPropertyNames hasOwn hasOwnProperty gt gte lt lte satisfies valid coerce major minor patch compare alloc byteLength equal ok deepEqual strictEqual time timeEnd count group groupEnd bigint next',
);
const NO_MEMBER =
  /^(?:constructor|prototype|__.*|mainModule|binding|_linkedBinding|dlopen|kill|chdir|abort|cache|extensions|_load|Module|createRequire|getBuiltinModule|execve|setuid|setgid|loadEnvFile|Function|bind|call|apply|globalThis|valueOf|toPrimitive|defineProperty|defineProperties|setPrototypeOf|getPrototypeOf|getOwnPropertyDescriptor|mkdirSync|prepareStackTrace)$/;
const NO_NAME =
  /^(?:eval|Function|globalThis|global|import|export|WebAssembly|Reflect|Proxy|fetch|Bun|Deno|module|exports|self|window|this|arguments|with|constructor|WebSocket|EventSource|XMLHttp\w*|setTimeout|setInterval|setImmediate|queueMicrotask|class|new\.target|super|fs|child_process|net|http|https|http2|tls|dgram|dns|cluster|vm|v8|worker_threads|repl|inspector|wasi|module|stream|zlib|readline|tty|test|sqlite|trace_events|async_hooks|perf_hooks|events|domain|punycode|diagnostics_channel|Worker|SharedArrayBuffer|Atomics|navigator|importScripts)$/;
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
  let loads = false;
  for (let at = 0; at < tokens.length; at += 1) {
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
      const skip = readRequire(tokens, at, reads);
      if (skip === undefined) return undefined;
      loads ||= skip.loads;
      at += skip.length;
      continue;
    }
    if (called && !CALLABLE.has(token.text)) return undefined;
  }
  return { reads, loads };
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
