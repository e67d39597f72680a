import { addExecute, addPath, addPrivilege, refuse, type Call } from '../draft.ts';

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
