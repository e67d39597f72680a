import type { Obscurity } from '../../model/effect.ts';
import type { CommandContext } from '../../model/context.ts';
import { isInside, cleanPath } from '../words/clean-path.ts';
import { isKnown, isOpaque, OLD_PATH } from '../marks.ts';

/** Programs that only show or take text; as a pager, an editor, a browser they do nothing else. */
const HARMLESS_PROGRAMS =
  /^(?:|cat|less(?: -[\w ]+)?|more|true|:|echo|vi|vim|nvim|nano|emacs|code(?: --wait| -w)?|none|false|\/bin\/(?:cat|true|echo)|\/usr\/bin\/(?:true|cat|less|vim|nano))$/;
const NAMES_PROGRAM =
  /^(?:GIT_(?:PAGER|EDITOR|SEQUENCE_EDITOR|ASKPASS|EXTERNAL_DIFF|SSH|SSH_COMMAND|PROXY_COMMAND)|PAGER|MANPAGER|SYSTEMD_PAGER|EDITOR|VISUAL|FCEDIT|SSH_ASKPASS|SUDO_ASKPASS|BROWSER|LESSOPEN|LESSCLOSE|AWS_PAGER|GH_PAGER|GH_EDITOR|KUBE_EDITOR|PSQL_EDITOR|PSQL_PAGER|DELTA_PAGER|BAT_PAGER|RUSTC_WRAPPER|RUSTC_WORKSPACE_WRAPPER|TEXINPUTS|NPM_CONFIG_SCRIPT_SHELL|NPM_CONFIG_SHELL|NPM_CONFIG_GIT|NPM_CONFIG_EDITOR)$/i;
/** They load code into programs, or make shells run text. */
const LOADS_CODE =
  /^(?:LD_\w+|DYLD_\w+|BASH_ENV|ENV|BASH_FUNC_.*|SHELLOPTS|BASHOPTS|PS[0-4]|PROMPT_COMMAND|PROMPT|RPROMPT|RPS1|ZDOTDIR|PERL5OPT|PERL5LIB|PERL5DB|PERLLIB|RUBYOPT|RUBYLIB|PYTHONSTARTUP|PYTHONHOME|PYTHONINSPECT|PYTHONUSERBASE|PYTHONBREAKPOINT|PYTHONWARNINGS|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|MAVEN_OPTS|GRADLE_OPTS|CLASSPATH|GIT_(?:DIR|WORK_TREE|CONFIG.*|EXEC_PATH|TEMPLATE_DIR|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|ALLOW_PROTOCOL)|SSH_AUTH_SOCK|NODE_PATH|NODE_REPL_EXTERNAL_MODULE|BUN_OPTIONS|BUN_BE_BUN|BUN_INSPECT_PRELOAD|DENO_\w*|HISTFILE|MAILCAPS|HOSTALIASES|GCONV_PATH|NLSPATH|TERMINFO|TERMCAP|RSYNC_RSH|RSYNC_CONNECT_PROG|CVS_RSH|SHELL|MAKEFLAGS|MFLAGS|GNUMAKEFLAGS|MAKEFILES|AWKPATH|AWKLIBPATH|LUA_INIT.*|LUA_PATH.*|LUA_CPATH.*|PHPRC|PHP_INI_SCAN_DIR|R_PROFILE.*|R_ENVIRON.*|EMACSLOADPATH|VIMINIT|EXINIT|TAR_OPTIONS|GREP_OPTIONS|LESSKEY.*|GOFLAGS|GOPROXY|GONOSUMDB|GONOSUMCHECK|GOSUMDB|GOINSECURE|GOENV|GOROOT|GOTOOLDIR|PIP_(?:EXTRA_)?INDEX_URL|PIP_CONFIG_FILE|PIP_TRUSTED_HOST|PIP_FIND_LINKS|UV_(?:DEFAULT_|EXTRA_)?INDEX(?:_URL)?|UV_FIND_LINKS|POETRY_REPOSITORIES_\w+|CARGO_HOME|CARGO_REGISTRIES_\w+|CARGO_SOURCE_\w+|BUNDLE_GEMFILE|GEM_HOME|GEM_PATH|COMPOSER_HOME|YARN_NPM_REGISTRY_SERVER|CARGO_BUILD_RUSTC.*|RUSTC|RUSTDOC|CARGO_TARGET_\w+_(?:RUNNER|LINKER)|NPM_CONFIG_(?:NODE_OPTIONS|USERCONFIG|GLOBALCONFIG|PREFIX|REGISTRY|INIT_MODULE)|YARN_RC_FILENAME|CDPATH|GLOBIGNORE|XDG_CONFIG_HOME|KUBECONFIG|DOCKER_HOST|DOCKER_CONFIG|AWS_CONFIG_FILE|AWS_SHARED_CREDENTIALS_FILE|SSL_CERT_FILE|SSL_CERT_DIR|(?:https?|all|ftp)_proxy|ANSIBLE_\w+|OPENSSL_(?:CONF|ENGINES|MODULES)|GTK_MODULES|QT_PLUGIN_PATH|FIGNORE|HOME|TF_CLI_ARGS.*|TF_CLI_CONFIG_FILE|GIT_SSL_NO_VERIFY|NODE_TLS_REJECT_UNAUTHORIZED|GH_REPO|GH_HOST|GITLAB_HOST|GAIT\w*|CLAUDE\w*|CODEX_HOME)$/i;
const NODE_OPTION =
  /^(?:--max[-_]old[-_]space[-_]size=\d+|--max[-_]semi[-_]space[-_]size=\d+|--experimental-(?:vm-modules|strip-types|transform-types|specifier-resolution=node|json-modules|test-coverage)|--no-(?:warnings|deprecation|experimental-fetch)|--trace-(?:warnings|deprecation|uncaught)|--enable-source-maps|--openssl-legacy-provider|--unhandled-rejections=\w+|--throw-deprecation|--stack-trace-limit=\d+|--dns-result-order=\w+)$/;
const JAVA_OPTION =
  /^-(?:Xm[sxn]\d+[kmgKMG]?|Xss\d+[kmgKMG]?|XX:[+-]\w+|XX:Max(?:Metaspace|Perm)Size=\d+[kmgKMG]?|Dfile\.encoding=[\w-]+)$/;
/** Variables that hold options, and those of them which run nothing. */
const OPTIONS: Readonly<Record<string, RegExp | undefined>> = {
  NODE_OPTIONS: NODE_OPTION,
  JAVA_TOOL_OPTIONS: JAVA_OPTION,
  JDK_JAVA_OPTIONS: JAVA_OPTION,
  _JAVA_OPTIONS: JAVA_OPTION,
  MAVEN_OPTS: JAVA_OPTION,
  GRADLE_OPTS: JAVA_OPTION,
  GOFLAGS: /^-(?:mod=\w+|count=\d+|race|v|trimpath|tags=[\w,]+|buildvcs=\w+)$/,
  MAKEFLAGS: /^(?:-?j\d*|-s|-k|--no-print-directory)$/,
  RUSTFLAGS: /^(?!.*(?:linker|link-arg))[-\w=,+.]+$/,
  PYTHONWARNINGS: /^(?:ignore|default|error|always)(?:::[\w.]*)*$/,
};
/** Names that look as if they name a program, and those that end so. */
const SOUNDS_LIKE_CODE = /(?:_PRELOAD|_LOADER|_EDITOR|_PAGER|_ASKPASS|_RSH|_STARTUP)$/;
/** Programs of a build: compilers by name. */
const TOOL = /^(?:CC|CXX|CPP|LD|AR|AS|NM|RANLIB|STRIP|FC|PYTHON|NODE|MAKE|GCC|CLANG|HOSTCC)$/;
const TOOL_NAME =
  /^(?:ccache |sccache )?(?:[\w/-]*\/)?(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+|ld|lld|gold|mold|ar|as|nm|ranlib|strip|gfortran|python|node|make|emcc|em\+\+|zig cc|zig c\+\+|musl-gcc)(?:-?[\d.]+)?$/;
/** Servers that clients of databases, clusters and clouds connect to. */
const NAMES_SERVER =
  /^(?:PGHOST|PGHOSTADDR|PGSERVICEFILE|PGSERVICE|MYSQL_HOST|AWS_ENDPOINT_URL\w*|KUBERNETES_MASTER|VAULT_ADDR|CONSUL_HTTP_ADDR|NOMAD_ADDR|TF_HTTP_ADDRESS|CLOUDSDK_API_ENDPOINT_OVERRIDES_\w+)$/;
/** This machine, a socket of it, or a name of the project's own network. */
const LOCAL =
  /^(?:(?:https?:\/\/)?(?:localhost|127(?:\.\d+){3}|\[?::1\]?|[\w-]+)(?::\d+)?\/?|\/.*|)$/;
const SYSTEM_PATH =
  /^(?:\/usr|\/usr\/local|\/opt\/homebrew|\/snap|\/opt\/local|)\/s?bin$|^\/usr\/local\/go\/bin$|^\/usr\/local\/opt\/[\w@.+-]+\/bin$|^\/opt\/homebrew\/opt\/[\w@.+-]+\/bin$/;

/**
 * Whether a variable with this value changes what programs run. A name that is not in the lists is
 * data for a program that asks for it.
 */
export function judgeVariable(
  name: string,
  text: string,
  context: Pick<CommandContext, 'project' | 'home'> & { readonly folders: readonly string[] },
): Obscurity | undefined {
  if (name === 'PATH') return isOrdinaryPath(text, context) ? undefined : 'program_unknown';
  const options = OPTIONS[name];
  if (options !== undefined) {
    const given = text.split(/\s+/).filter(Boolean);
    return isKnown(text) && given.every((option) => options.test(option))
      ? undefined
      : 'code_unknown';
  }
  if (name === 'PYTHONPATH' || name === 'NODE_PATH') {
    return isOfProject(text, context) ? undefined : 'code_unknown';
  }
  if (NAMES_PROGRAM.test(name)) {
    return isKnown(text) && HARMLESS_PROGRAMS.test(text.trim()) ? undefined : 'code_unknown';
  }
  if (TOOL.test(name)) return isKnown(text) && TOOL_NAME.test(text) ? undefined : 'program_unknown';
  if (NAMES_SERVER.test(name))
    return isKnown(text) && LOCAL.test(text) ? undefined : 'option_unknown';
  if (name === 'KUBECONFIG' || name === 'HOME' || name === 'GIT_DIR' || name === 'SHELL')
    return 'code_unknown';
  return LOADS_CODE.test(name) || SOUNDS_LIKE_CODE.test(name) ? 'code_unknown' : undefined;
}

type Places = Parameters<typeof judgeVariable>[2];

function isOrdinaryPath(text: string, places: Places): boolean {
  return text.split(':').every((part) => {
    if (part === OLD_PATH) return true;
    if (isOpaque(part) || part === '') return false;
    return places.folders.every((folder) => isProgramFolder(cleanPath(folder, part), places));
  });
}

/** Where the system, the person and the package managers of the project put programs. */
function isProgramFolder(path: string, { project, home }: Places): boolean {
  if (SYSTEM_PATH.test(path)) return true;
  if (isInside(path, project))
    return /\/(?:node_modules\/\.bin|\.?venv\/bin|vendor\/bin)$/.test(path);
  return isInside(path, home) && /\/s?bin$/.test(path);
}

function isOfProject(text: string, places: Places): boolean {
  return text
    .split(':')
    .filter(Boolean)
    .every(
      (part) =>
        isKnown(part) &&
        places.folders.every((folder) => isInside(cleanPath(folder, part), places.project)),
    );
}
