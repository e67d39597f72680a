import type { Word } from '../../model/invocation.ts';
import { addHost } from '../add-host.ts';
import {
  addArgv,
  addCode,
  addExecute,
  addFolder,
  addPath,
  addService,
  pathOf,
  plainWord,
  refuse,
  type Call,
} from '../draft.ts';
import { GRAVE, packageOf, runScript } from './run-package-script.ts';

const FILE = /\.(?:[cm]?[jt]sx?|json|wasm|html)$/;

/** `bun FILE`, `bun run NAME`: a script of the package, or a file as `node` would run it. */
export function readBunFile(call: Call): void {
  const { draft, words } = call;
  const [name, ...args] = words.operands;
  if (name === undefined) return;
  const { value } = name;
  if (value === undefined) return addExecute(draft);
  if (/^[a-z]+:/i.test(value)) {
    if (value.startsWith('http')) addHost(draft, name);
    return addExecute(draft);
  }
  if (FILE.test(value) || value.startsWith('.') || value.startsWith('/') || value.startsWith('-')) {
    addFolder(draft, 'write');
    return addArgv(draft, [plainWord('node'), name, ...args]);
  }
  const found = packageOf(call);
  if (!runScript(draft, found, value, args)) addArgv(draft, [name, ...args]);
}

/** `deno run FILE`: what it may do is said by its options, so only a file of the project counts. */
export function readDenoFile({ draft, words }: Call): void {
  const at = words.operands.findIndex(({ prefix }) => !prefix.startsWith('-'));
  const file = words.operands[at];
  if (file?.value === undefined) return refuse(draft);
  if (/^(?:https?|npm|jsr|data):/.test(file.value)) {
    if (file.value.startsWith('http')) addHost(draft, file);
    return addExecute(draft);
  }
  addFolder(draft, 'write');
  addArgv(draft, [plainWord('node'), ...words.operands.slice(at)]);
}

/** `deno test FILE …`: the project's own, or code from elsewhere. */
export function readDenoFiles({ draft, words }: Call): void {
  for (const word of words.operands) {
    if (word.value === undefined) continue;
    if (/^[a-z]+:/i.test(word.value)) {
      if (word.value.startsWith('http')) addHost(draft, word);
      addExecute(draft);
    } else addCode(draft, word);
  }
}

/** `_authToken`, `//registry.example/:_password`: settings that open doors. */
const OPENS = /(?:^|:)_|auth|token|passw|secret|otp|^email$/i;

/** `npm get NAME …`, `npm config get NAME`. */
export function readNpmSetting({ draft, words }: Call): void {
  addFolder(draft, 'read');
  for (const { value } of words.operands) {
    if (value === undefined || OPENS.test(value))
      addService(draft, 'read', 'npm', value ?? '?', 'secret');
  }
}

/** `npm config`: reads, or writes the person's settings, which may name programs. */
export function readNpmConfig(call: Call): void {
  const { draft, words } = call;
  const [verb] = words.operands;
  const reads = verb === undefined || ['get', 'list', 'ls'].includes(verb.value ?? '');
  if (reads)
    return readNpmSetting({ ...call, words: { ...words, operands: words.operands.slice(1) } });
  const file: Word = plainWord(`${draft.context.home}/.npmrc`);
  addPath(draft, 'write', file);
  addExecute(draft);
}

/** `deno task NAME`: a script of `deno.json`; without that file there is none. */
export function readDenoTask(call: Call): void {
  const { draft, words } = call;
  const name = words.operands[0]?.value;
  if (words.operands.length === 0) return addFolder(draft, 'read');
  addFolder(draft, 'write');
  const { isMissing } = draft.context;
  const isOnlyPackage =
    isMissing !== undefined &&
    ['deno.json', 'deno.jsonc'].every((file) => isMissing(pathOf(draft, file)));
  // Without tasks of its own it takes the scripts of `package.json`.
  if (isOnlyPackage && name !== undefined && runScript(draft, packageOf(call), name)) return;
  const none = isOnlyPackage && isMissing(pathOf(draft, 'package.json'));
  if (!none || name === undefined || GRAVE.test(name)) addExecute(draft);
}
