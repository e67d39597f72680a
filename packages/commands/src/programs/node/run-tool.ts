import type { Word } from '../../model/invocation.ts';
import { addServer } from '../add-host.ts';
import { addArgv, addExecute, addFolder, addScript, type Call, type Draft } from '../draft.ts';
import { optionWords } from '../read-words.ts';
import { NODE_TOOL_NAMES, PACKAGES_OF_TOOLS } from './tool-names.ts';

const VERSION = /^[\w.^~+-]*$/;

/**
 * `npx TOOL …` and its kin: a tool of everyday development is that tool; any other package of the
 * registry is a program that nothing is known about.
 */
export function readRunTool({ draft, words }: Call): void {
  addFolder(draft, 'write');
  addServer(draft, 'registry.npmjs.org');
  for (const call of optionWords(words, '-c --call')) addScript(draft, call);
  const packages = optionWords(words, '-p --package');
  const [first, ...rest] = words.operands;
  const tool = first === undefined ? undefined : knownTool(first);
  if (first === undefined) {
    if (packages.some((word) => knownTool(word) === undefined)) addExecute(draft);
    return;
  }
  if (tool === undefined || packages.some((word) => knownTool(word) === undefined)) {
    return addUnknownTool(draft, first);
  }
  addArgv(draft, [{ value: tool, prefix: tool, pattern: false }, ...rest]);
}

/** `npm exec`, `pnpm exec`, `yarn exec`: a program of the project's packages. */
export function readExecTool({ draft, words }: Call): void {
  addFolder(draft, 'write');
  for (const call of optionWords(words, '-c --call')) addScript(draft, call);
  addArgv(draft, words.operands);
}

function addUnknownTool(draft: Draft, word: Word): void {
  addExecute(draft, word.value ?? draft.invocation.program);
}

/** The tool that a package of this name, with or without a version, brings. */
function knownTool({ value }: Word): string | undefined {
  if (value === undefined) return undefined;
  const at = value.indexOf('@', 1);
  const name = at < 0 ? value : value.slice(0, at);
  // `eslint@npm:other` and `eslint@https://…` are not eslint.
  if (at >= 0 && !VERSION.test(value.slice(at + 1))) return undefined;
  const tool = PACKAGES_OF_TOOLS[name] ?? name;
  return Object.hasOwn(PACKAGES_OF_TOOLS, name) || NODE_TOOL_NAMES.includes(` ${tool} `)
    ? tool
    : undefined;
}
