import type { CommandContext } from '../../model/context.ts';
import type { Word } from '../../model/invocation.ts';
import { isWithin, resolvePath } from '../resolve-path.ts';

/** Settings that name no program, no server and no other file of settings. Lower case. */
const SAFE_SECTIONS =
  / (?:advice|branch|color|column|commit|committer|author|fetch|format|gc|grep|help|index|log|notes|pack|pull|push|rebase|rerere|stash|status|tag|user|versionsort) /;
const SAFE_KEYS: ReadonlySet<string> = new Set([
  'core.abbrev',
  'core.autocrlf',
  'core.bare',
  'core.bigfilethreshold',
  'core.commentchar',
  'core.compression',
  'core.eol',
  'core.filemode',
  'core.ignorecase',
  'core.logallrefupdates',
  'core.longpaths',
  'core.precomposeunicode',
  'core.preloadindex',
  'core.quotepath',
  'core.safecrlf',
  'core.symlinks',
  'core.untrackedcache',
  'core.whitespace',
  'diff.algorithm',
  'diff.colormoved',
  'diff.context',
  'diff.mnemonicprefix',
  'diff.noprefix',
  'diff.renames',
  'diff.renamelimit',
  'diff.submodule',
  'http.postbuffer',
  'http.lowspeedlimit',
  'http.lowspeedtime',
  'http.version',
  'init.defaultbranch',
  'merge.conflictstyle',
  'merge.ff',
  'merge.renamelimit',
  'merge.renames',
  'protocol.version',
  'submodule.recurse',
  'submodule.fetchjobs',
]);
const UNSAFE_KEYS: ReadonlySet<string> = new Set(['gc.recentobjectshook', 'commit.template']);
/** Programs that a pager or an editor may be without doing anything. */
const IDLE = /^(?:cat|true|:|less(?: -[A-Za-z]+)*|more|)$/;
const IDLE_KEYS = /^(?:core\.pager|core\.editor|sequence\.editor|pager\.[\w-]+)$/;

/** Whether a setting can start no program and reach no server. */
export function isSafeSetting(key: string, value: string | undefined): boolean {
  if (key.length > 200) return false;
  const lower = key.toLowerCase();
  if (IDLE_KEYS.test(lower))
    return IDLE.test(value ?? '-') || (lower.startsWith('pager.') && isSwitch(value));
  if (SAFE_KEYS.has(lower)) return true;
  if (UNSAFE_KEYS.has(lower)) return false;
  return SAFE_SECTIONS.test(` ${lower.split('.')[0]} `);
}

function isSwitch(value: string | undefined): boolean {
  return value === 'true' || value === 'false';
}

/** `key=value` of `-c`; a key alone means `true`. */
export function isSafeAssignment({ value }: Word): boolean {
  if (value === undefined) return false;
  const equals = value.indexOf('=');
  return equals < 0
    ? isSafeSetting(value, 'true')
    : isSafeSetting(value.slice(0, equals), value.slice(equals + 1));
}

/** The folder whose `.git` git uses: the project's, when the working folder lies in it. */
export function repositoryOf(context: CommandContext): string {
  const project = resolvePath(context.project, '.');
  const folder = resolvePath(context.folder, '.');
  return isWithin(folder, project) ? project : folder;
}

/** What an alias of the repository or the person stands for. */
export function findAlias(context: CommandContext, name: string): string | undefined {
  for (const path of [
    `${repositoryOf(context)}/.git/config`,
    resolvePath(context.home, '.gitconfig'),
  ]) {
    const text = context.readText(path);
    const found = text === undefined ? undefined : aliasIn(text, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function aliasIn(text: string, name: string): string | undefined {
  let inside = false;
  let found: string | undefined;
  for (const line of text.split('\n')) {
    const trimmed = line.trim();
    if (trimmed.startsWith('[')) inside = trimmed.toLowerCase() === '[alias]';
    if (!inside) continue;
    const equals = trimmed.indexOf('=');
    if (equals < 0 || trimmed.slice(0, equals).trim().toLowerCase() !== name.toLowerCase())
      continue;
    found = unquote(trimmed.slice(equals + 1).trim());
  }
  return found;
}

function unquote(text: string): string {
  if (!text.startsWith('"') || !text.endsWith('"') || text.length < 2) return text;
  return text.slice(1, -1).replaceAll('\\"', '"').replaceAll('\\\\', '\\');
}
