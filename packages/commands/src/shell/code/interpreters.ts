import { judgePython } from './judge-python.ts';
import { judgeScript, type PlainCode } from './judge-script.ts';

interface Role {
  readonly kind:
    | 'code'
    | 'load'
    | 'module'
    | 'value'
    | 'flag'
    | 'opaque'
    | 'tells'
    | 'works'
    | 'checks'
    | 'read'
    | 'write';
  /** The value, when it stands in the same word. */
  readonly same?: string;
}

/** How an interpreter takes code. */
export interface Interpreter {
  /** What an option is. Undefined: it is not known. */
  readonly optionOf: (option: string) => Role | undefined;
  /** How its code is split, where scripts of it can be read as a whole. */
  readonly lexed?: 'javascript' | 'python';
  /** Whether code is plain; undefined: it is not. */
  readonly judge: (code: string, args: readonly string[]) => PlainCode | undefined;
  /** The words behind the code are the code's own. */
  readonly codeEnds: boolean;
  /** The words behind the code are files that it goes through. */
  readonly readsFiles: boolean;
  readonly changesFiles: (args: readonly string[]) => boolean;
  /** An option that is not known leaves the call to the table. */
  readonly strict: boolean;
}

const never = (): boolean => false;

function pythonOption(option: string): Role | undefined {
  if (/^(?:-V|-VV|--version|-h|--help)$/.test(option)) return { kind: 'tells' };
  const found = /^-([bBdEhiIOPqRsSuvx]*)([cmWX])([\s\S]*)$/.exec(option);
  if (found !== null) {
    const [, , letter, rest = ''] = found;
    const kind = letter === 'c' ? 'code' : letter === 'm' ? 'module' : 'value';
    return rest === '' ? { kind } : { kind, same: rest };
  }
  return /^-[bBdEhiIOPqRsSuvx]+$/.test(option) ? { kind: 'flag' } : undefined;
}

const NODE_VALUES =
  /^(?:--test-(?:name-pattern|skip-pattern|concurrency|timeout|shard|only|coverage-\w+)|--stack-trace-limit|--max-[\w-]+|--input-type|--conditions|-C|--watch-path|--title|--unhandled-rejections|--dns-result-order|--tls-(?:cipher-list|m(?:in|ax)-v[\d.]+)|--disable-warning|--experimental-default-type|--(?:cpu|heap)-prof-(?:name|interval))$/;
const NODE_READS = /^--(?:env-file(?:-if-exists)?|icu-data-dir)$/;
const NODE_WRITES =
  /^--(?:test-reporter-destination|tls-keylog|redirect-warnings|(?:cpu|heap)-prof-dir|diagnostic-dir|report-(?:dir|directory|filename)|trace-event-file-pattern)$/;
/** Reporters of its own; any other one is a module. */
const REPORTERS = /^(?:spec|tap|dot|junit|lcov)$/;
const NODE_FLAGS =
  /^--(?:no-[\w-]+|test-(?:force-exit|update-snapshots|isolation=\w+)|experimental-(?!loader|network|policy|config|sea|repl)[\w-]+|trace-[\w-]+|enable-source-maps|inspect(?:-brk)?(?:=.*)?|watch|preserve-symlinks|throw-deprecation|pending-deprecation|expose-gc|harmony[\w-]*|prof|cpu-prof|heap-prof|interactive|use-[\w-]+|abort-on-uncaught-exception|force-color|stack-size=.*|verify-base-objects|frozen-intrinsics|insecure-http-parser|openssl-legacy-provider)$/;

function nodeOption(option: string): Role | undefined {
  const equals = option.indexOf('=');
  const name = equals > 0 && option.startsWith('--') ? option.slice(0, equals) : option;
  const same = equals > 0 && option.startsWith('--') ? { same: option.slice(equals + 1) } : {};
  if (/^(?:-e|--eval|-p|--print|-pe|-ep)$/.test(name)) return { kind: 'code', ...same };
  if (/^(?:-v|--version|-h|--help|--v8-options|--completion-bash)$/.test(name))
    return { kind: 'tells' };
  if (/^(?:-r|--require|--import)$/.test(name)) return { kind: 'load', ...same };
  if (/^(?:-c|--check)$/.test(name)) return { kind: 'checks' };
  if (name === '--test') return { kind: 'works' };
  if (name === '-i') return { kind: 'flag' };
  // In the next word it may name one of its own, of which there is no file.
  if (name === '--test-reporter')
    return { kind: REPORTERS.test(same.same ?? '') ? 'value' : 'load', ...same };
  if (NODE_READS.test(name)) return { kind: 'read', ...same };
  if (NODE_WRITES.test(name)) return { kind: 'write', ...same };
  if (NODE_VALUES.test(name)) return { kind: 'value', ...same };
  return NODE_FLAGS.test(option) ? { kind: 'flag' } : undefined;
}

function perlOption(option: string): Role | undefined {
  if (/^(?:-v|-V|--version|--help|-h)$/.test(option)) return { kind: 'tells' };
  const found = /^-([acflnpstuwWXTU0-7]*(?:i[\w.~]*)?)([eE])$/.exec(option);
  if (found !== null) return { kind: 'code' };
  if (/^-(?:[acflnpswWXT]|0\w*|l\d*)*(?:i[\w.~]*)?$/.test(option)) return { kind: 'flag' };
  if (/^-F./.test(option)) return { kind: 'flag' };
  return undefined;
}

function rubyOption(option: string): Role | undefined {
  if (/^(?:-v|--version|--help|-h)$/.test(option)) return { kind: 'tells' };
  if (/^-[aclnpswW0-7]*(?:i[\w.~]*)?e$/.test(option)) return { kind: 'code' };
  if (/^-I[\w./-]+$/.test(option) && !/^-I(?:\/|.*\.\.)/.test(option)) return { kind: 'flag' };
  return /^-[aclnpsw]+$/.test(option) || /^-i[\w.~]*$/.test(option) || /^-W\d?$/.test(option)
    ? { kind: 'flag' }
    : undefined;
}

/** Code of Perl or Ruby that only prints text, or replaces text by text. */
const SUBSTITUTES =
  /^\s*(?:(?:s|tr|y)([/|#,!])(?:(?!\1)[^\\\n$@`]|\\[^\n]|\$(?:[&\d](?!\w)|(?=\1)|(?=\))))*\1(?:(?!\1)[^\\\n$@`]|\\[\w\\/.|$@-]|\$[&\d](?!\w)|\$\{\d\})*\1[gimsxr]*\s*(?:;\s*)?)+$/;
const PRINTS =
  /^\s*(?:print|say|puts|p)\s+(?:"[\w\s.,:;!?/%\\-]*"|'[\w\s.,:;!?/%-]*'|\$[\]&_\d.^V]+|RUBY_VERSION|[\d\s+*/(),.[\]-]+(?:\.(?:sum|max|min|sort|size|length|reverse|uniq|first|last|inspect|to_s|abs|round))*)\s*;?\s*$/;
const MATCHES =
  /^\s*print\s+(?:if|unless)\s+\/(?:[^\\/\n$@`(]|\\[^\n]|\((?!\?[{?]))*\/[ims]*\s*;?\s*$/;

function judgeText(code: string): PlainCode | undefined {
  // `/e` runs the replacement; so do patterns with `(?{…})`.
  if (code.length > 1000) return undefined;
  const plain =
    !/\(\?\??\{/.test(code) && (SUBSTITUTES.test(code) || PRINTS.test(code) || MATCHES.test(code));
  return plain ? { reads: [], loads: false } : undefined;
}

function changesInPlace(args: readonly string[]): boolean {
  return args.some((arg) => /^-[acflnpsw0-7]*i/.test(arg));
}

function phpOption(option: string): Role | undefined {
  if (/^(?:-v|--version|-i|-m|--help|-h|--ini|--ri|--rf|--rc)$/.test(option))
    return { kind: 'tells' };
  if (option === '-r') return { kind: 'code' };
  if (option === '-f') return { kind: 'value' };
  return undefined;
}

function judgePhp(code: string): PlainCode | undefined {
  const plain =
    /^\s*(?:echo|print)\s+(?:[\w\s.,()*+-]|'[^'\\]*'|"(?:[^"\\$]|\\[nrt])*")*;?\s*$/.test(code);
  const calls = [...code.matchAll(/([\w\\]+)\s*\(/g)].map((found) => found[1]);
  const known = calls.every((name) =>
    /^(?:phpversion|php_sapi_name|strlen|count|implode|json_encode|date|time|PHP_EOL|strtoupper|strtolower|trim|round|max|min|abs|md5|sha1|str_repeat|extension_loaded)$/.test(
      name ?? '',
    ),
  );
  return plain && known ? { reads: [], loads: false } : undefined;
}

const nothing = (): undefined => undefined;

export const INTERPRETERS: Readonly<Record<string, Interpreter>> = {
  python: {
    optionOf: pythonOption,
    lexed: 'python',
    judge: judgePython,
    codeEnds: true,
    readsFiles: false,
    changesFiles: never,
    strict: false,
  },
  node: {
    optionOf: nodeOption,
    lexed: 'javascript',
    judge: judgeScript,
    codeEnds: false,
    readsFiles: false,
    changesFiles: never,
    strict: false,
  },
  perl: {
    optionOf: perlOption,
    judge: judgeText,
    codeEnds: false,
    readsFiles: true,
    changesFiles: changesInPlace,
    strict: false,
  },
  ruby: {
    optionOf: rubyOption,
    judge: judgeText,
    codeEnds: false,
    readsFiles: true,
    changesFiles: changesInPlace,
    strict: false,
  },
  php: {
    optionOf: phpOption,
    judge: judgePhp,
    codeEnds: true,
    readsFiles: false,
    changesFiles: never,
    strict: true,
  },
  lua: {
    optionOf: (option) =>
      option === '-e' ? { kind: 'code' } : option === '-v' ? { kind: 'tells' } : undefined,
    judge: nothing,
    codeEnds: false,
    readsFiles: false,
    changesFiles: never,
    strict: false,
  },
};
