import { lexCode, type Language, type Token } from './lex-code.ts';

/** What a script does that nobody has looked at yet. */
export interface FreshCode {
  /** Files of the project that it loads, by the names that stand in it. */
  readonly loads: readonly string[];
}

/** Where a script lies: how many folders below the project. */
export interface FreshPlace {
  readonly depth: number;
}

/** A language as far as a script of it may be let through unasked. */
interface Rules {
  /** Names that no such script has, as a variable, a function or a member. */
  readonly names: RegExp;
  /** Modules that it may load by these names. Any other name is a package of the project, unless it is in `never`. */
  readonly never: RegExp;
}

/** Longer ones are not read. */
const LONGEST = 64 * 1024;

const SCRIPT: Rules = {
  names:
    /^(?:eval|Function|globalThis|global|WebAssembly|Reflect|fetch|Bun|Deno|WebSock\w*|EventSource|XMLHttpRequest|Worker|SharedWorker|importScripts|constructor|__proto__|prototype|__defineGetter__|__lookupGetter__|mainModule|binding|_linkedBinding|dlopen|kill|chdir|getBuiltinModule|createRequire|_load|_extensions|execve|setuid|setgid|seteuid|loadEnvFile|homedir|userInfo|HOME|USERPROFILE|getOwnPropertyDescriptors?|getPrototypeOf|setPrototypeOf|defineProperty|rm|rmSync|rmdir|rmdirSync|unlink|unlinkSync|symlink|symlinkSync|link|linkSync|chmod|chmodSync|fchmod|lchmod|chown|chownSync|lchown|fchown|rename|renameSync|truncate|truncateSync|utimes|utimesSync|fromCharCode|fromCodePoint|atob|unescape|decodeURI|decodeURIComponent|sendBeacon|with|spawn|spawnSync|exec|execSync|execFile|execFileSync|fork|child_process)$/,
  never:
    /^(?:node:)?(?:child_process|cluster|net|http|https|http2|tls|dgram|dns|dns\/promises|vm|v8|module|repl|inspector|inspector\/promises|wasi|worker_threads|sea|sqlite|ffi)$|^(?:axios|got|node-fetch|undici|superagent|request|needle|ky|ws|socket\.io-client|execa|shelljs|cross-spawn|zx|tinyexec|nano-spawn|node-pty|ssh2|nodemailer|dotenv|keytar|rimraf|del|vm2|esm|require-from-string)(?:\/.*)?$|^(?:https?|data|blob|npm|jsr|bun|file):/,
};
const PYTHON: Rules = {
  names:
    /^(?:eval|exec|compile|__import__|globals|locals|vars|getattr|setattr|delattr|breakpoint|__builtins__|__dict__|__class__|__bases__|__base__|__subclasses__|__mro__|__globals__|__loader__|__getattribute__|__code__|__reduce__|__reduce_ex__|system|popen|popen2|spawn\w*|exec[lv]p?e?|fork\w*|posix_spawn\w*|kill|killpg|remove|unlink|rmdir|rmtree|removedirs|symlink\w*|link|hardlink_to|link_to|chmod|lchmod|chown|lchown|chdir|chroot|putenv|expanduser|expandvars|home|HOME|modules|import_module|find_spec|spec_from_file_location|exec_module|load_module|run_path|run_module|addsitedir|settrace|setprofile|Unpickler|unsafe_load|full_load|attrgetter|methodcaller|fromhex|unhexlify|b64decode|b32decode|b16decode|b85decode|a85decode|decodebytes|chr|startfile|getpwnam|getpwuid|getpwall|getspnam|truncate|utime|move)$/,
  never:
    /^(?:subprocess|socket|ssl|select|selectors|socketserver|asyncio|multiprocessing|concurrent|pty|ctypes|cffi|importlib|imp|runpy|pkgutil|zipimport|code|codeop|codecs|pickle|cPickle|marshal|shelve|dill|http|urllib|urllib3|xmlrpc|ftplib|smtplib|poplib|imaplib|telnetlib|nntplib|webbrowser|requests|httpx|aiohttp|websocket|websockets|paramiko|fabric|sh|plumbum|pexpect|psutil|keyring|dotenv|boto3|botocore|google|azure|builtins|gc|inspect|posix|nt|pwd|spwd|crypt|site|signal|resource|fcntl|mmap|winreg|_\w+)(?:\.|$)/,
};

/**
 * Parts of names behind which keys and settings of programs lie. They are looked for in the whole
 * text with what joins literals taken out, so that `".ss" + "h"` is one name.
 */
const PRIVATE =
  /(?:^|[^\w])\.(?:env(?![\w-])|ssh|aws|azure|gnupg|kube|docker|npmrc|netrc|pgpass|pypirc|config\/|git(?![\w-])|bash|zsh|profile|claude|codex|cursor|gemini|qwen|kiro|opencode|cline|vscode|mcp\.json)|id_(?:rsa|dsa|ed25519|ecdsa)|_private\.key|\/proc\/|\/etc\/|\/var\/|\/root\b|authorized_keys|known_hosts|credentials|keychain/i;
const JOINTS = /["'`]\s*(?:[+,]\s*)?["'`]/g;
/** Letters that are written as numbers: plain text needs none. */
const ESCAPED = /\\(?:x[\da-f]{2}|u00[\da-f]{2}|u\{0*[\da-f]{1,2}\}|N\{|[0-7]{2,3})/i;
/** Text that stands for other text. */
const ENCODING =
  /^(?:base64|base64url|hex|latin1|binary|rot13|rot_13|zlib|utf-?7|ucs-?2|utf-?16\w*)$/i;

/**
 * Judges a script that was written a moment ago. It may compute, load packages of the project, read
 * and write files of the project and print. Undefined: it does something else, or what it does
 * cannot be told: it starts programs, speaks to servers, deletes, leaves the project, looks at keys,
 * or makes names while it runs.
 */
export function judgeFresh(
  text: string,
  language: Language,
  { depth }: FreshPlace,
): FreshCode | undefined {
  if (text.length > LONGEST || PRIVATE.test(text.replace(JOINTS, '')) || ESCAPED.test(text))
    return undefined;
  const rules = language === 'python' ? PYTHON : SCRIPT;
  const lexed = lexCode(text, language);
  if (lexed === undefined) return undefined;
  const tokens =
    language === 'python'
      ? lexed
      : lexed.filter(({ kind, text: of }) => kind !== 'mark' || of !== '\n');
  const loads = language === 'python' ? importsOf(tokens) : requiresOf(tokens);
  if (loads === undefined || loads.some((name) => rules.never.test(name))) return undefined;
  let climbs = 0;
  for (const [at, token] of tokens.entries()) {
    if (token.kind === 'string') {
      if (!isPlainText(token.text)) return undefined;
      climbs += token.text.split('/').filter((part) => part === '..').length;
    } else if (token.kind === 'name' && !isPlainName(tokens, at, rules)) return undefined;
    else if (token.kind === 'mark' && !isPlainMark(tokens, at)) return undefined;
  }
  // `join(dirname, '..')` is the project; each further one leads out of it.
  return climbs > depth + loads.filter((name) => name.startsWith('..')).length
    ? undefined
    : { loads };
}

/** A text that names no place outside of the project, no server, and no other writing. */
function isPlainText(text: string): boolean {
  if (ENCODING.test(text)) return false;
  if (/[a-z]:\/\/(?!localhost\b|127\.0\.0\.1\b|\$?\{?$)/i.test(text) && !/\s/.test(text))
    return false;
  // A path from the root or from home: `/` alone parts names, `/api/x` is an address of a server.
  return !/^(?:~(?:\/|$)|\/(?:home|Users|usr|opt|mnt|srv|private|Volumes|dev\/(?!null|std|tty)|bin|sbin|lib|boot|sys|run|media)(?:\/|$)|[A-Za-z]:\\)/.test(
    text,
  );
}

/** Modules whose members are called by name, so that the name can be looked at. */
const HANDLED = /^(?:fs|fsp|fsPromises|os|process|path|sys|shutil|pathlib|io)$/;

function isPlainName(tokens: readonly Token[], at: number, { names }: Rules): boolean {
  const { text } = tokens[at] as Token;
  const next = tokens[at + 1];
  const before = tokens[at - 1];
  const member = before?.kind === 'mark' && before.text === '.';
  if (names.test(text)) {
    // `/x/.exec(text)` looks for a pattern; a class has a constructor.
    const harmless =
      (text === 'exec' && member && tokens[at - 2]?.kind === 'string') ||
      (text === 'constructor' && !member && next?.text === '(') ||
      (text === 'link' && !member);
    if (!harmless) return false;
  }
  // `fs[name]`, `use(process)`: what it is used for cannot be seen.
  if (!member && HANDLED.test(text) && next?.kind === 'mark' && next.text === '[') return false;
  // Text as code.
  const called = next?.kind === 'mark' && next.text === '(';
  return !(
    /^set(?:Timeout|Interval|Immediate)$/.test(text) &&
    called &&
    tokens[at + 2]?.kind === 'string'
  );
}

/** `a[b](c)`: which function it is nobody can tell. */
function isPlainMark(tokens: readonly Token[], at: number): boolean {
  const { text } = tokens[at] as Token;
  const before = tokens[at - 1];
  return !(text === '(' && before?.kind === 'mark' && before.text === ']');
}

/** What a script of JavaScript loads. Undefined: a name is made while it runs. */
function requiresOf(tokens: readonly Token[]): readonly string[] | undefined {
  const loads: string[] = [];
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== 'name') continue;
    const next = tokens[at + 1];
    const member = tokens[at - 1]?.kind === 'mark' && tokens[at - 1]?.text === '.';
    if (member) continue;
    if (token.text === 'require' || token.text === 'import') {
      if (next?.kind === 'string') loads.push(next.text);
      else if (next?.kind === 'mark' && next.text === '(') {
        const name = tokens[at + 2];
        const end = tokens[at + 3];
        if (name?.kind !== 'string' || end?.kind !== 'mark' || !/^[),]$/.test(end.text))
          return undefined;
        loads.push(name.text);
      } else if (
        token.text === 'require' &&
        !(next?.text === '.' && /^(?:main|resolve)$/.test(tokens[at + 2]?.text ?? ''))
      )
        return undefined;
    } else if (token.text === 'from' && next?.kind === 'string') loads.push(next.text);
  }
  return loads;
}

/** What a script of Python loads. */
function importsOf(tokens: readonly Token[]): readonly string[] | undefined {
  const loads: string[] = [];
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== 'name' || (token.text !== 'import' && token.text !== 'from')) continue;
    const before = tokens[at - 1];
    const starts = before === undefined || (before.kind === 'mark' && /^[\n;:]$/.test(before.text));
    if (!starts) continue;
    let name = '';
    for (let index = at + 1; index < tokens.length; index += 1) {
      const part = tokens[index] as Token;
      const ends = part.text === 'import' || part.text === '\n' || part.text === ';';
      if (ends || (part.kind === 'mark' && part.text === ',')) {
        loads.push(name);
        name = '';
        if (ends) break;
      } else if (part.text === 'as') index += 1;
      else name += part.text;
    }
    if (name !== '') loads.push(name);
  }
  return loads;
}
