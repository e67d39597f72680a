import type { Word } from '../../model/invocation.ts';
import { addHost, addServer } from '../add-host.ts';
import {
  addCode,
  addExecute,
  addFolder,
  addPath,
  pathOf,
  type Call,
  type Draft,
} from '../draft.ts';
import { hasOption, optionWords } from '../read-words.ts';
import { isWithin } from '../resolve-path.ts';

const INDEXES = '-i --index-url --extra-index-url --index --default-index -f --find-links';

const LISTS = '-r --requirement --requirements -c --constraint --constraints';

/**
 * `pip install` and its kin: packages come from the index, or from where the call says. What is
 * built from a strange place runs while it is installed.
 */
export function readPip({ draft, words }: Call): void {
  addFolder(draft, 'write');
  const indexes = optionWords(words, INDEXES);
  if (!hasOption(words, '-i --index-url --default-index --no-index')) addServer(draft, 'pypi.org');
  for (const index of indexes) addSource(draft, index);
  for (const word of optionWords(words, '-e --editable')) addSource(draft, word);
  for (const word of optionWords(words, LISTS)) addList(draft, word);
  for (const word of words.operands) addSource(draft, word);
  for (const folder of optionWords(words, '-t --target --prefix --root -d --dest -w --wheel-dir')) {
    addPath(draft, 'write', folder, 'tree');
  }
}

/** A list of packages: one from elsewhere may name any of them, and any index to take them from. */
function addList(draft: Draft, word: Word): void {
  if (/^[a-z]+:\/\//i.test(word.prefix)) {
    addHost(draft, word);
    addExecute(draft);
  } else addCode(draft, word);
}

/** A name, a URL, or a folder with the source of a package. */
function addSource(draft: Draft, word: Word): void {
  const { value } = word;
  if (value === undefined) return addExecute(draft);
  const direct = /(?:^|@\s*)((?:git|hg|svn|bzr)\+)?((?:https?|ssh|git|ftp|file):\/\/.*)$/i.exec(
    value,
  );
  if (direct !== null) {
    const url = direct[2] ?? '';
    addHost(draft, { value: url, prefix: url, pattern: false });
    // An index is a server to ask; a URL of a package is code that runs.
    if (direct[1] !== undefined || /\.(?:whl|zip|tar\.gz|tgz)(?:[#?].*)?$|^file:/.test(url))
      addExecute(draft);
    return;
  }
  const folder = value.replace(/\[.*\]$/, '');
  if (!/^[./~]|\.(?:whl|zip|gz|tgz)$/.test(folder)) return;
  const path = { ...word, value: folder, prefix: folder };
  addPath(draft, 'read', path, 'tree');
  if (!isWithin(pathOf(draft, folder), draft.context.project)) addExecute(draft);
}
