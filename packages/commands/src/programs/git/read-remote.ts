import type { Word } from '../../model/invocation.ts';
import {
  addEffect,
  addExecute,
  addFolder,
  addPath,
  addRepo,
  plainWord,
  refuse,
  type Call,
  type Draft,
} from '../draft.ts';
import { hasOption, optionWords, type Words } from '../read-words.ts';
import { lastPart } from '../resolve-path.ts';
import { isSafeAssignment } from './git-settings.ts';

/** `fetch`, `ls-remote`, `remote update`. */
export function readGitFetch({ draft, words }: Call): void {
  addFolder(draft, 'write');
  visitRemote(draft, words.operands[0] ?? plainWord('origin'), 'fetch');
}

export function readLsRemote({ draft, words }: Call): void {
  visitRemote(draft, words.operands[0] ?? plainWord('origin'), 'fetch');
}

/** `git push`: what becomes of the refs on the other side. */
export function readGitPush({ draft, words }: Call): void {
  const [named] = optionWords(words, '--repo');
  const [first, ...rest] = words.operands;
  const remote = first ?? named ?? plainWord('origin');
  visitRemote(draft, remote, hasOption(words, '-n --dry-run') ? 'fetch' : operationOf(words, rest));
}

function operationOf(words: Words, refs: readonly Word[]): string {
  if (hasOption(words, '-d --delete --prune') || refs.some(({ prefix }) => prefix.startsWith(':')))
    return 'delete';
  const forced =
    hasOption(words, '-f --force --force-with-lease --force-if-includes --mirror') ||
    // What is not known may be `+main` or `--force`.
    refs.some(
      ({ value, prefix }) => prefix.startsWith('+') || (value === undefined && prefix === ''),
    );
  return forced ? 'force_push' : 'push';
}

/** A remote by its name, by a URL, or by the path of another repository. */
function visitRemote(draft: Draft, remote: Word, operation: string): void {
  const destructive = operation === 'force_push' || operation === 'delete';
  const { value } = remote;
  const method = operation === 'fetch' ? 'get' : operation === 'delete' ? 'delete' : 'put';
  if (value === undefined) {
    addEffect(draft, 'network', { kind: 'host', host: '', method }, destructive);
    return;
  }
  // `ext::sh -c …` and other helpers are programs of git's own.
  if (/^[a-z0-9-]+::/i.test(value)) return addExecute(draft);
  const host = hostOfRemote(value);
  if (host !== undefined) {
    const url = value.includes('://') ? { url: value } : {};
    addEffect(draft, 'network', { kind: 'host', host, ...url, method }, destructive);
  } else if (isPath(value)) {
    addPath(draft, operation === 'fetch' ? 'read' : 'write', remote, 'tree', destructive);
  } else addRepo(draft, value, operation, destructive);
}

function isPath(value: string): boolean {
  return value.startsWith('/') || value.startsWith('.') || value.startsWith('~');
}

/** The host of a URL or of `user@host:path`; undefined for a name or a path. */
export function hostOfRemote(value: string): string | undefined {
  if (value.startsWith('file://')) return undefined;
  const url = /^[a-z+]+:\/\/(?:[^@/]*@)?([^:/]*)/i.exec(value);
  if (url !== null) return (url[1] ?? '').toLowerCase();
  const colon = value.indexOf(':');
  if (colon <= 0 || value.slice(0, colon).includes('/')) return undefined;
  return value.slice(value.lastIndexOf('@', colon) + 1, colon).toLowerCase();
}

/** `git clone` and `git submodule add`: fetches, and writes a folder. */
export function readGitClone({ draft, words }: Call): void {
  const [source, target] = words.operands;
  if (source === undefined) return refuse(draft);
  if (!optionWords(words, '-c --config').every(isSafeAssignment)) addExecute(draft);
  const { value } = source;
  if (value === undefined || hostOfRemote(value) !== undefined || value.includes('::')) {
    visitRemote(draft, source, 'fetch');
  } else addPath(draft, 'read', plainWord(value.replace(/^file:\/\//, '')), 'tree');
  addPath(draft, 'write', target ?? folderOf(source), 'tree');
}

function folderOf({ value }: Word): Word {
  if (value === undefined) return { value: undefined, prefix: './', pattern: false };
  const name = lastPart(value).replace(/\.git$/, '');
  return plainWord(`./${name.slice(name.lastIndexOf(':') + 1)}`);
}

/** `git submodule update`: fetches from where `.gitmodules` says. */
export function readSubmoduleUpdate({ draft }: Call): void {
  addFolder(draft, 'write');
  addRepo(draft, 'submodules', 'fetch');
  const settings = draft.context.readText(`${draft.context.project}/.git/config`);
  if (settings !== undefined && /^\s*update\s*=\s*"?!/m.test(settings)) addExecute(draft);
}

/** `git lfs` talks to the server of the remote. */
export function readLfsTransfer({ draft, words }: Call): void {
  addFolder(draft, 'write');
  const push = words.operands[0]?.value !== undefined && draft.invocation.args[1]?.value === 'push';
  visitRemote(draft, words.operands[0] ?? plainWord('origin'), push ? 'push' : 'fetch');
}

/** `git archive --remote=URL`. */
export function readArchive({ draft, words }: Call): void {
  addFolder(draft, 'read');
  for (const remote of optionWords(words, '--remote')) visitRemote(draft, remote, 'fetch');
}
