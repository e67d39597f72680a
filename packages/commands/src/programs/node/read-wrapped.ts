import {
  addArgv,
  addExecute,
  addFolder,
  addScript,
  plainWord,
  refuse,
  type Call,
} from '../draft.ts';
import { optionWords } from '../read-words.ts';
import { findPackage } from './package-file.ts';
import { runScript } from './run-package-script.ts';

const ASSIGNMENT = /^[A-Za-z_]\w*=/;
/** More scripts than this of one pattern are not followed. */
const MOST_SCRIPTS = 20;

/** `c8 PROGRAM …`, `nyc PROGRAM …`: a program with something around it. */
export function readAround({ draft, words }: Call): void {
  addFolder(draft, 'write');
  const rest = words.operands;
  if (rest[0]?.value === 'report' || rest[0]?.value === 'merge') return;
  addArgv(draft, rest);
}

/** `cross-env A=1 PROGRAM …`: variables that steer a loader are not told apart, so they count. */
export function readCrossEnv({ draft, words }: Call): void {
  const at = words.operands.findIndex(({ prefix }) => !ASSIGNMENT.test(prefix));
  const assigned = at < 0 ? words.operands : words.operands.slice(0, at);
  const steers = /^(?:LD_|DYLD_|NODE_OPTIONS|PATH|BASH_ENV|ENV|GIT_|PYTHON|PERL5|RUBY)/;
  if (
    assigned.some(({ prefix }) => steers.test(prefix) && !/--max-old-space|--openssl/.test(prefix))
  )
    addExecute(draft);
  const rest = at < 0 ? [] : words.operands.slice(at);
  const [only] = rest;
  // `cross-env-shell` takes its words as one text.
  if (draft.invocation.program === 'cross-env-shell' && rest.length === 1 && only !== undefined)
    addScript(draft, only);
  else addArgv(draft, rest);
}

/** `concurrently 'a' 'b'`: each word is text for a shell. */
export function readConcurrently({ draft, words }: Call): void {
  for (const word of words.operands) {
    const name = /^(?:npm|yarn|pnpm|bun):(.+)$/.exec(word.value ?? '')?.[1];
    if (name === undefined) addScript(draft, word);
    else runScriptsLike(draft, name);
  }
}

/** `npm-run-all a b:*`: scripts of `package.json`. */
export function readRunAll({ draft, words }: Call): void {
  for (const { value } of words.operands) {
    if (value === undefined) addExecute(draft);
    else runScriptsLike(draft, value.split(' ')[0] ?? value);
  }
}

function runScriptsLike(draft: Call['draft'], pattern: string): void {
  const found = findPackage(draft.context);
  const star = pattern.indexOf('*');
  if (found === undefined || star < 0) {
    runScript(draft, found, pattern);
    return;
  }
  const names = [...found.scripts.keys()].filter((name) => name.startsWith(pattern.slice(0, star)));
  if (names.length > MOST_SCRIPTS) draft.obscurities.push('budget_spent');
  for (const name of names.slice(0, MOST_SCRIPTS)) runScript(draft, found, name);
}

/** `tsx FILE`, `ts-node FILE`, `nodemon FILE`: as `node` would run it. */
export function readNodeFile({ draft, words }: Call): void {
  addFolder(draft, 'write');
  const rest = words.operands[0]?.value === 'watch' ? words.operands.slice(1) : words.operands;
  if (rest.length > 0) addArgv(draft, [plainWord('node'), ...rest]);
  else if (words.options.length === 0) refuse(draft);
}

/** `nodemon --exec PROGRAM FILE`. */
export function readNodemon(call: Call): void {
  const { draft, words } = call;
  const [program] = optionWords(words, '-x --exec');
  if (program === undefined) return readNodeFile(call);
  addFolder(draft, 'write');
  if (program.value === undefined) return addExecute(draft);
  const text = [program.value, ...words.operands.map(({ value }) => value ?? '"$1"')].join(' ');
  addScript(draft, plainWord(text));
}
