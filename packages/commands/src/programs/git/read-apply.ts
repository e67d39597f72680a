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

/** `patch`: without a file it takes what the patch names, which comes from a file or the input. */
export function readPatch({ draft, words }: Call): void {
  const { operands } = words;
  const dry = hasOption(words, '--dry-run');
  const [file, ...patches] = operands;
  for (const word of patches) addPath(draft, 'read', word);
  if (file !== undefined) {
    addPath(draft, 'read', file);
    if (!dry) addPath(draft, 'write', file);
    return;
  }
  if (dry) return addFolder(draft, 'read');
  const { input } = draft.invocation;
  const inputs = optionWords(words, '-i --input');
  const [strip] = optionWords(words, '-p --strip');
  const texts =
    inputs.length > 0
      ? inputs.map(({ value }) =>
          value === undefined ? undefined : draft.context.readText(pathOf(draft, value)),
        )
      : [typeof input === 'object' ? input.text : undefined];
  const names = strip?.value === '1' ? filesOfTexts(texts) : undefined;
  if (names === undefined) {
    addPath(draft, 'read', plainWord('.'), 'tree');
    addPath(draft, 'write', plainWord('.'), 'tree');
  } else for (const name of names) addPath(draft, 'write', plainWord(name));
}

/** The files of all patches; undefined when one cannot be read. */
function patchedFiles(draft: Draft, patches: readonly Word[]): readonly string[] | undefined {
  return filesOfTexts(
    patches.map(({ value }) =>
      value === undefined ? undefined : draft.context.readText(pathOf(draft, value)),
    ),
  );
}

function filesOfTexts(texts: readonly (string | undefined)[]): readonly string[] | undefined {
  const names = new Set<string>();
  for (const text of texts) {
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
