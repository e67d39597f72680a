import type { Word } from '../../model/invocation.ts';
import { addHost } from '../add-host.ts';
import {
  addArgv,
  addExecute,
  addFolder,
  addPath,
  addScript,
  pathOf,
  plainWord,
  refuse,
  type Call,
} from '../draft.ts';
import { dropStart } from '../read-words.ts';
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

/** `npm config`: reads, or writes the person's settings, which may name programs. */
export function readNpmConfig({ draft, words }: Call): void {
  const [verb] = words.operands;
  const reads = verb === undefined || ['get', 'list', 'ls'].includes(verb.value ?? '');
  if (reads) return addFolder(draft, 'read');
  const file: Word = plainWord(`${draft.context.home}/.npmrc`);
  addPath(draft, 'write', file);
  addExecute(draft);
}

/** `npm pkg set scripts.NAME=TEXT`: a text that runs under that name later is read now. */
export function readPackageSettings({ draft, words }: Call): void {
  const [verb, ...fields] = words.operands;
  if (verb?.value === 'get') return addFolder(draft, 'read');
  addFolder(draft, 'write');
  for (const field of fields) {
    if (field.value === undefined && !/^[\w.-]+=/.test(field.prefix)) addExecute(draft);
    else if (/^scripts[.[]|^bin\b/.test(field.prefix))
      addScript(draft, dropStart(field, field.prefix.indexOf('=') + 1));
  }
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
