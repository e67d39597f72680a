import type { CommandReading, Effect, RunWords } from '@gait/commands';
import { fileWords, useOfWords } from '@gait/gate';
import { isPrivateName, privateFilesOf } from './private-names.ts';

/**
 * Private files that the words of a command name besides its effects: an option that no row knows
 * may read the file as well (`--env-file=.env`, `--rawfile x .env`). A policy is asked about each as
 * about a file that is read.
 *
 * @returns absolute paths
 */
export function privateWords({ runs, effects }: CommandReading): readonly string[] {
  const found = new Set<string>();
  for (const run of runs) {
    const use = useOfWords(run);
    const known = new Set(use === 'operands' ? [] : run.named);
    for (const path of namedBy(run)) if (!known.has(path)) found.add(path);
    for (const path of globbedBy(run)) found.add(path);
  }
  for (const path of hiddenMet(runs, effects)) found.add(path);
  // All of them: names that no policy guards must not hide one behind them.
  return [...found];
}

function namedBy(run: RunWords): readonly string[] {
  const { program } = run;
  const name = program.slice(program.lastIndexOf('/') + 1);
  // They are what keys are for, and what they do with them has rows of its own.
  if (OF_KEYS.has(name)) return [];
  return fileWords(run, useOfWords(run)).flatMap(({ candidates }) =>
    candidates.flatMap(({ text, deep }) => {
      if (deep || /\s/u.test(text) || !isPrivateName(text)) return [];
      return run.folders.flatMap((folder) => privateFilesOf(text, folder));
    }),
  );
}

const OF_KEYS: ReadonlySet<string> = new Set([
  ...['ssh', 'scp', 'sftp', 'ssh-add', 'ssh-keygen', 'ssh-copy-id', 'autossh', 'mosh', 'kubectl'],
  ...['helm', 'oc', 'k9s', 'openssl', 'gpg', 'keytool', 'mkcert', 'age', 'sops'],
]);

const GLOB = /^(?:-g|--i?glob)$/u;
const GLUED_GLOB = /^(?:-g|--i?glob=)(.+)$/u;

/** `rg -g '*'`: an explicit pattern goes above hidden and ignored files. */
function globbedBy({ program, words, folders }: RunWords): readonly string[] {
  if (program !== 'rg') return [];
  const globs = words.flatMap((word, at) =>
    GLOB.test(word) ? [words[at + 1] ?? ''] : [GLUED_GLOB.exec(word)?.[1] ?? ''],
  );
  return globs.flatMap((glob) => folders.flatMap((folder) => privateFilesOf(glob, folder)));
}

/** After `shopt -s dotglob`, and behind `ls -a |`, a `*` stands for hidden files too. */
function hiddenMet(runs: readonly RunWords[], effects: readonly Effect[]): readonly string[] {
  if (!runs.some(showsHidden)) return [];
  return effects.flatMap(({ kind, place }) => {
    if (kind !== 'read' || place.kind !== 'path' || place.reach !== 'pattern') return [];
    const end = place.path.lastIndexOf('/');
    return privateFilesOf(place.path.slice(end + 1), place.path.slice(0, end) || '/');
  });
}

function showsHidden({ program, words }: RunWords): boolean {
  if (program === 'shopt' || program === 'setopt')
    return words.some((word) => /^(?:dotglob|globdots)$/iu.test(word));
  return program === 'ls' && words.some((word) => /^(?:-\w*[aA]|--(?:almost-)?all$)/u.test(word));
}

/**
 * True for the reading of a file of which only the name is asked for: that it is there, how large it
 * is, whether git knows it.
 */
export function asksForName(effect: Effect, runs: readonly RunWords[]): boolean {
  const { kind, place, program } = effect;
  if (kind !== 'read' || place.kind !== 'path') return false;
  if (program === '[' || program === 'test') return true;
  const naming = runs.filter((run) => run.program === program && run.named.includes(place.path));
  return (
    naming.length > 0 &&
    naming.every((run) => {
      const use = useOfWords(run);
      return use === 'names' || (use === 'operands' && !KEEPS.has(run.words[0] ?? ''));
    })
  );
}

/** True for what git takes into the repository: a copy, and soon one elsewhere. */
export function isTakenIn({ kind, place, program }: Effect, runs: readonly RunWords[]): boolean {
  if (kind !== 'read' || place.kind !== 'path' || program !== 'git') return false;
  const naming = runs.filter((run) => run.program === 'git' && run.named.includes(place.path));
  return naming.length > 0 && naming.every(({ words }) => KEEPS.has(words[0] ?? ''));
}

const KEEPS: ReadonlySet<string> = new Set(['add', 'stage', 'commit']);
