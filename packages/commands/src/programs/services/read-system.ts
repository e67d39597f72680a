import { addExecute, addPath, addPrivilege, addService, refuse, type Call } from '../draft.ts';
import { optionWords } from '../read-words.ts';

/** `crontab -l` reads; a file, `-`, `-e` and `-r` change what runs later. */
export function readCrontab({ draft, words }: Call): void {
  const values = words.operands.map(({ value }) => value);
  if (values.length === 1 && values[0] === '-l') return;
  if (values.includes(undefined)) return refuse(draft);
  for (const word of words.operands) {
    if (!word.prefix.startsWith('-')) addPath(draft, 'read', word);
  }
  addExecute(draft, undefined, values.includes('-r'));
}

/** `ps auxe`, `ps -E`, `ps -o environ`: the environment of processes. */
export function readProcessList({ draft, words }: Call): void {
  words.operands.forEach((word, index) => {
    const { value } = word;
    const before = words.operands[index - 1]?.value ?? '';
    // Letters without a dash are options as well, unless they are the value of one.
    const isValue = /^-?[a-zA-Z]*[opOUtkCGgs]$|^--\w+$/.test(before);
    const bare = !isValue && /^[a-zA-Z]*e[a-zA-Z]*$/.test(value ?? 'e');
    const dashed = /^-[a-zA-Z]*E/.test(value ?? '');
    if (bare || dashed || /environ/i.test(value ?? ''))
      addService(draft, 'read', 'processes', 'environment', 'secret');
  });
}

/** Digits alone set the clock, as `-s` does; `-f` names a file whose lines are printed. */
export function readDate({ draft, words }: Call): void {
  for (const { value, prefix } of words.operands) {
    const shown = prefix.startsWith('+');
    if (!shown && (value === undefined || /^\d{4,}(?:\.\d+)?$/.test(value))) addPrivilege(draft);
  }
  for (const word of optionWords(words, '-f')) {
    // Elsewhere `-f` is the form of the date: `%Y-%m-%d`.
    if (!word.prefix.includes('%')) addPath(draft, 'read', word);
  }
}

/** `mount` without words lists; with any it changes the tree of files. */
export function readMount({ draft, words }: Call): void {
  if (words.operands.length === 0 && draft.invocation.program === 'mount') return;
  addPrivilege(draft);
  addExecute(draft);
}

/** `less +F`: begins with a command of its own; `!` among them starts a shell. */
export function readPager({ draft, words }: Call): void {
  for (const word of words.operands) {
    if (!word.prefix.startsWith('+')) addPath(draft, 'read', word);
    else if (!/^\+\+?(?:[FGg]|\d+|\/[^!|]*)$/.test(word.value ?? '!')) refuse(draft);
  }
}
