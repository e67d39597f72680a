import type { Word } from '../../model/invocation.ts';
import { addHost } from '../add-host.ts';
import { addExecute, addFolder, addPath, plainWord, type Call, type Draft } from '../draft.ts';
import { dropStart, hasOption, optionWords, type Words } from '../read-words.ts';
import { lastPart } from '../resolve-path.ts';

const DATA = '-d --data --data-ascii --data-binary --data-urlencode --json --url-query';
const SENDS = `${DATA} --data-raw -F --form --form-string`;

/** `curl`: each URL with its method, the files that it sends and those that it writes. */
export function readCurl({ draft, words }: Call): void {
  const urls = [...words.operands, ...optionWords(words, '--url')];
  const method = curlMethod(words);
  for (const url of urls) addHost(draft, url, method);
  for (const word of optionWords(words, DATA)) addFileBehind(draft, word, '@');
  for (const word of optionWords(words, '-F --form')) addFormFiles(draft, word);
  for (const word of optionWords(words, '-b --cookie')) {
    if (!word.prefix.includes('=')) addPath(draft, 'read', word);
  }
  for (const word of optionWords(words, '-H --header --proxy-header -w --write-out'))
    if (word.prefix.startsWith('@')) addPath(draft, 'read', dropStart(word, 1));
  const [folder] = optionWords(words, '--output-dir');
  for (const word of optionWords(words, '-o --output -D --dump-header -c --cookie-jar')) {
    addPath(draft, 'write', folder === undefined ? word : within(folder, word));
  }
  if (hasOption(words, '-O --remote-name --remote-name-all -J --remote-header-name')) {
    for (const url of urls) addPath(draft, 'write', within(folder ?? plainWord('.'), nameOf(url)));
    // The server chooses the name.
    if (hasOption(words, '-J --remote-header-name')) addFolder(draft, 'write', 'tree');
  }
  if (hasOption(words, '-K --config')) addExecute(draft);
}

function curlMethod(words: Words): string {
  const [named] = optionWords(words, '-X --request').slice(-1);
  if (named !== undefined) return named.value === undefined ? 'post' : named.value.toLowerCase();
  if (hasOption(words, '-T --upload-file')) return 'put';
  if (hasOption(words, '-G --get')) return 'get';
  if (hasOption(words, SENDS)) return 'post';
  return hasOption(words, '-I --head') ? 'head' : 'get';
}

/** `@file`, and `name@file` of `--data-urlencode`. */
function addFileBehind(draft: Draft, word: Word, sign: string): void {
  const at = word.prefix.indexOf(sign);
  const equals = word.prefix.indexOf('=');
  if (at < 0 || (equals >= 0 && equals < at)) return;
  addPath(draft, 'read', dropStart(word, at + 1));
}

/** `name=@file;type=…`, `name=<file`. */
function addFormFiles(draft: Draft, word: Word): void {
  const equals = word.prefix.indexOf('=');
  const sign = word.prefix[equals + 1];
  if (equals < 0 || (sign !== '@' && sign !== '<')) return;
  const rest = dropStart(word, equals + 2);
  const semicolon = rest.value?.indexOf(';') ?? -1;
  if (rest.value === undefined || semicolon < 0) addPath(draft, 'read', rest);
  else addPath(draft, 'read', plainWord(rest.value.slice(0, semicolon)));
}

/** The name of the file in a URL, as the programs that fetch it choose it. */
export function nameOf(url: Word): Word {
  if (url.value === undefined) return { value: undefined, prefix: './', pattern: false };
  const path = url.value.replace(/^[a-z]+:\/\/[^/]*/i, '').split(/[?#]/)[0] ?? '';
  return plainWord(lastPart(path) === '' || lastPart(path) === '/' ? 'index.html' : lastPart(path));
}

export function within(folder: Word, file: Word): Word {
  if (folder.value === undefined) return folder;
  return {
    value: file.value === undefined ? undefined : `${folder.value}/${file.value}`,
    prefix: `${folder.value}/${file.prefix}`,
    pattern: file.pattern,
  };
}

/** `wget`: fetches into files. */
export function readWget({ draft, words }: Call): void {
  const sends = hasOption(words, '--post-data --post-file --body-data --body-file');
  const [named] = optionWords(words, '--method');
  const method =
    named === undefined ? (sends ? 'post' : 'get') : (named.value?.toLowerCase() ?? 'post');
  for (const url of words.operands) addHost(draft, url, method);
  if (hasOption(words, '-i --input-file'))
    addHost(draft, { value: undefined, prefix: '', pattern: false });
  if (hasOption(words, '--spider') || hasOption(words, '-O --output-document')) return;
  const folder = optionWords(words, '-P --directory-prefix')[0] ?? plainWord('.');
  if (hasOption(words, '-r --recursive -m --mirror -p --page-requisites -x'))
    return addPath(draft, 'write', folder, 'tree');
  for (const url of words.operands) addPath(draft, 'write', within(folder, nameOf(url)));
}

const HTTP_METHOD = /^[A-Z]+$/;
const ITEM = /^([^=:@]*)(:=@|=@|@)(.+)$/;

/** `http METHOD URL ITEM…` of HTTPie and its kin. */
export function readHttpie({ draft, words }: Call): void {
  const [first, ...rest] = words.operands;
  if (first === undefined) return;
  const named = first.value !== undefined && HTTP_METHOD.test(first.value);
  const url = named ? rest[0] : first;
  const items = named ? rest.slice(1) : rest;
  const sends = items.some(
    ({ value }) => value === undefined || /^[^:=]*(?::=|=(?!=)|@)/.test(value),
  );
  const method = named ? (first.value ?? '').toLowerCase() : sends ? 'post' : 'get';
  if (url !== undefined) addHost(draft, url, method);
  for (const item of items) {
    const file = ITEM.exec(item.value ?? '')?.[3];
    if (file !== undefined) addPath(draft, 'read', plainWord(file.split(';')[0] ?? file));
  }
}
