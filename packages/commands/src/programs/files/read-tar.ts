import type { Word } from '../../model/invocation.ts';
import { addPath, moveFolder, plainWord, refuse, type Call } from '../draft.ts';
import { applySpec } from '../apply-spec.ts';
import { hasOption, optionWords } from '../read-words.ts';
import type { Spec } from '../row.ts';

const TAR: Spec = {
  options: {
    flag:
      '-c -x -t -r -u -A -d -v -z -j -J -Z -k -U -m -p -h -l -L -n -o -O -s -S -w -W -a -B -G -i -M ' +
      '--create --extract --get --list --append --update --concatenate --diff --compare --delete ' +
      '--verbose --gzip --bzip2 --xz --zstd --lzma --lzip --lz4 --keep-old-files --auto-compress ' +
      '--skip-old-files --overwrite --unlink-first --preserve-permissions --same-permissions ' +
      '--no-same-owner --no-same-permissions --same-owner --numeric-owner --dereference ' +
      '--to-stdout --totals --wildcards --no-wildcards --no-wildcards-match-slash --anchored ' +
      '--wildcards-match-slash --no-recursion --recursion --one-file-system --exclude-vcs ' +
      '--exclude-vcs-ignores --sparse --force-local --touch --no-xattrs --xattrs --acls --selinux ' +
      '--no-acls --show-transformed-names --ignore-failed-read --checkpoint? --full-time --utc ' +
      '--no-mac-metadata --disable-copyfile --ignore-zeros --remove-files --warning?',
    value:
      '-b -N -H --exclude --strip-components --transform --xform --owner --group --mode --mtime ' +
      '--format --sort --newer --after-date --newer-mtime --blocking-factor --label --pax-option ' +
      '--exclude-tag --exclude-caches --level --record-size --options --hole-detection -f --file ' +
      '-C --directory --cd --one-top-level?',
    read: '-T -X --files-from --exclude-from',
    write: '-g --listed-incremental --index-file --backup?',
    runs: '-P --absolute-names',
    script: '--to-command -F --info-script --new-volume-script',
    run: '-I --use-compress-program --rsh-command --rmt-command --checkpoint-action',
  },
  read: readSorted,
};

/** Programs that compress and do nothing else. */
const COMPRESSORS =
  /^(?:gzip|pigz|bzip2|pbzip2|xz|pixz|zstd|zstdmt|lz4|lzma|brotli)(?: -[-\w=]+)*$/;
const HARMLESS_ACTIONS = /^(?:dot|echo|bell|ttyout|sleep)(?:=[^!`$]*)?$/;

/** `tar`: the first word may be a cluster without a dash (`tar xzf a.tgz`). */
export function readTar({ draft, words }: Call): void {
  applySpec(draft, TAR, withDash(words.operands));
}

/**
 * The values of an old cluster stand behind it in the order of its letters: `tar cfC a.tar dir`.
 */
function withDash(operands: readonly Word[]): readonly Word[] {
  const [first, ...rest] = operands;
  const text = first?.value;
  if (text === undefined || text.startsWith('-') || !/^[a-zA-Z]+$/.test(text)) return operands;
  const flags: Word[] = [];
  let used = 0;
  for (const letter of text) {
    const takesValue = 'bfCgHINTXFKLV'.includes(letter);
    flags.push(plainWord(`-${letter}`));
    const value = takesValue ? rest[used] : undefined;
    if (value !== undefined) {
      flags.push(value);
      used += 1;
    }
  }
  return [...flags, ...rest.slice(used)];
}

function readSorted({ draft, words }: Call): void {
  dropKnownRuns(draft.effects, words);
  const [archive] = optionWords(words, '-f --file');
  const [folder] = optionWords(words, '-C --directory --cd');
  const remote = archive?.value?.includes(':') && !hasOption(words, '--force-local');
  if (remote || optionWords(words, '-C --directory --cd').length > 1) return refuse(draft);
  if (hasOption(words, '-t -d --list --diff --compare')) {
    if (archive !== undefined) addPath(draft, 'read', archive);
  } else if (hasOption(words, '-x --extract --get')) {
    if (archive !== undefined) addPath(draft, 'read', archive);
    const [top] = optionWords(words, '--one-top-level');
    if (folder !== undefined) moveFolder(draft, folder);
    if (!hasOption(words, '-O --to-stdout')) addPath(draft, 'write', top ?? plainWord('.'), 'tree');
  } else if (hasOption(words, '-c -r -u -A --create --append --update --concatenate --delete')) {
    if (archive !== undefined) addPath(draft, 'write', archive);
    if (folder !== undefined) moveFolder(draft, folder);
    for (const word of words.operands) {
      addPath(draft, 'read', word, 'tree');
      if (hasOption(words, '--remove-files')) addPath(draft, 'delete', word, 'tree');
    }
  } else refuse(draft);
}

/** `-I zstd` and `--checkpoint-action=dot` start nothing that could do harm. */
function dropKnownRuns(effects: Call['draft']['effects'], words: Call['words']): void {
  const harmless = [
    ...optionWords(words, '-I --use-compress-program').filter((word) => matches(COMPRESSORS, word)),
    ...optionWords(words, '--checkpoint-action').filter((word) => matches(HARMLESS_ACTIONS, word)),
  ].map(({ value }) => value);
  for (let index = effects.length - 1; index >= 0; index -= 1) {
    const place = effects[index]?.place;
    if (place?.kind === 'program' && harmless.includes(place.name)) effects.splice(index, 1);
  }
}

function matches(pattern: RegExp, { value }: Word): boolean {
  return value !== undefined && value.length < 60 && pattern.test(value);
}
