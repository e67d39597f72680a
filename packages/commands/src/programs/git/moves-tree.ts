import type { Word } from '../../model/invocation.ts';
import { addRewrite, pathOf, type Draft } from '../draft.ts';
import { repositoryOf } from './git-settings.ts';

/**
 * Branches that everybody works from, and what comes from elsewhere: as after `git pull`, what lies
 * there afterwards is not what this text chose. HEAD is what was there.
 */
const USUAL = /^(?:(?:origin|upstream)\/.+|main|master|develop|dev|trunk|HEAD|FETCH_HEAD|@\{u\})$/;
const WITH_VALUE =
  /^(?:-[mXsFCS]|--message|--strategy|--strategy-option|--file|--conflict|--cleanup|--into-name|--exec|-x|--whitespace)$/;
const NEW_NAME = /^(?:-[bBcC]|--create|--force-create|--orphan)$/;

/**
 * Notes which files have other content after a subcommand that puts commits, branches or a stash
 * into the working folder: what the same text runs from there afterwards was never read.
 */
export function noteMovedTree(draft: Draft, words: readonly Word[]): void {
  const [sub, ...args] = words;
  const { refs, paths } = sortWords(args);
  const foreign = refs.filter(({ value }) => value === undefined || !USUAL.test(value));
  switch (sub?.value) {
    case 'checkout':
    case 'switch': {
      if (paths.length > 0) return paths.forEach((word) => noteWord(draft, word));
      // A single word may as well be a file that is set back.
      return foreign.forEach((word) => moveTo(draft, word));
    }
    case 'restore':
      return [...refs, ...paths].forEach((word) => noteWord(draft, word));
    case 'merge':
    case 'rebase':
    case 'cherry-pick':
    case 'revert':
    case 'read-tree':
    case 'am':
      return foreign.forEach((word) => moveTo(draft, word));
    case 'reset':
      if (args.some(({ value }) => /^--(?:hard|keep|merge)$/.test(value ?? '')))
        foreign.forEach((word) => moveTo(draft, word));
      return;
    case 'pull':
      // A remote that is a folder of this machine is what somebody put there.
      if (/^[./~]/.test(refs[0]?.prefix ?? '')) addRewrite(draft, repositoryOf(draft.context));
      return;
    case 'stash':
      if (/^(?:pop|apply|branch)$/.test(refs[0]?.value ?? ''))
        addRewrite(draft, repositoryOf(draft.context));
      return;
    default:
  }
}

function moveTo(draft: Draft, word: Word): void {
  const root = repositoryOf(draft.context);
  const file = word.value === undefined ? undefined : pathOf(draft, word.value);
  const isFile = file !== undefined && draft.context.readText(file) !== undefined;
  addRewrite(draft, isFile ? file : root);
}

function noteWord(draft: Draft, word: Word): void {
  const plain = word.value !== undefined && !word.pattern && !word.value.startsWith(':');
  addRewrite(draft, plain ? pathOf(draft, word.value) : repositoryOf(draft.context));
}

/** Names of commits, and the paths behind `--`. */
function sortWords(args: readonly Word[]): { readonly refs: Word[]; readonly paths: Word[] } {
  const refs: Word[] = [];
  const end = args.findIndex(({ value }) => value === '--');
  const before = end < 0 ? args : args.slice(0, end);
  for (let at = 0; at < before.length; at += 1) {
    const word = before[at] as Word;
    if (!word.prefix.startsWith('-')) refs.push(word);
    else if (NEW_NAME.test(word.value ?? '') || WITH_VALUE.test(word.value ?? '')) at += 1;
  }
  return { refs, paths: end < 0 ? [] : args.slice(end + 1) };
}
