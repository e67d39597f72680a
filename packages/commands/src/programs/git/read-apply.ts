import type { Word } from '../../model/invocation.ts';
import { addFolder, addPath, pathOf, plainWord, type Call, type Draft } from '../draft.ts';
import { hasOption, optionWords } from '../read-words.ts';

/** More files than this in a patch count as all of them. */
const MOST_FILES = 200;
const ONLY_LOOKS = '--check --stat --numstat --summary';

/** `git apply` and `git am`: the patch says which files it changes. */
export function readApply({ draft, words }: Call): void {
  for (const word of words.operands) addPath(draft, 'read', word);
  if (hasOption(words, ONLY_LOOKS)) return;
  if (hasOption(words, '--continue --abort --skip --quit')) {
    addFolder(draft, 'write');
    return;
  }
  const plain = optionWords(words, '-p --directory').length === 0 && words.operands.length > 0;
  const names = plain ? patchedFiles(draft, words.operands) : undefined;
  if (names === undefined) addPath(draft, 'write', plainWord('.'), 'tree');
  else for (const name of names) addPath(draft, 'write', plainWord(name));
}

/** The files of all patches; undefined when one cannot be read. */
function patchedFiles(draft: Draft, patches: readonly Word[]): readonly string[] | undefined {
  const names = new Set<string>();
  for (const { value } of patches) {
    const text = value === undefined ? undefined : draft.context.readText(pathOf(draft, value));
    if (text === undefined || text.includes('GIT binary patch')) return undefined;
    for (const line of text.split('\n')) {
      const found = fileOfLine(line.trimEnd());
      if (found === undefined) continue;
      // A quoted name hides which file it is.
      if (found.startsWith('"') || names.size > MOST_FILES) return undefined;
      names.add(found);
    }
  }
  return names.size === 0 ? undefined : [...names];
}

function fileOfLine(line: string): string | undefined {
  for (const start of ['+++ ', '--- ']) {
    if (!line.startsWith(start)) continue;
    const name = line.slice(start.length).split('\t')[0] ?? '';
    if (name === '/dev/null') return undefined;
    return name.startsWith('"') ? name : name.slice(name.indexOf('/') + 1);
  }
  for (const start of ['rename from ', 'rename to ', 'copy to ', 'copy from ']) {
    if (line.startsWith(start)) return line.slice(start.length);
  }
  return undefined;
}
