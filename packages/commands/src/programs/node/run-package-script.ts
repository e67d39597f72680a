import type { Word } from '../../model/invocation.ts';
import { addArgv, addExecute, addFolder, plainWord, type Call, type Draft } from '../draft.ts';
import { quoteWord } from '../git/read-git.ts';
import { optionWords } from '../read-words.ts';
import { findPackage, findWorkspace, hasNoPackage, type PackageFile } from './package-file.ts';

/** Options by which one package of a workspace is meant. */
const ONE_PACKAGE = '-w --workspace --filter -F';
/** Options by which several are: which, only the disk knows. */
const MANY_PACKAGES = /^(?:--workspaces|-ws|-r|--recursive|--filter-prod|--parallel)$/;

/** The `package.json` that a call of a package manager works with; undefined: it cannot be read. */
export function packageOf({ draft, words }: Call): PackageFile | undefined {
  const named = optionWords(words, ONE_PACKAGE);
  if (words.options.some(({ name }) => MANY_PACKAGES.test(name)) || named.length > 1) {
    return undefined;
  }
  const [name] = named;
  if (name === undefined) return findPackage(draft.context);
  return name.value === undefined ? undefined : findWorkspace(draft.context, name.value);
}

/** Names of scripts that only build, test and check. */
const USUAL =
  /^(?:build|test|tests|lint|typecheck|type-check|types|check|format|fmt|compile|dev|watch|clean|start|serve|preview|storybook|coverage|e2e|bench|docs?|generate|codegen)(?::[\w:-]+)?$/;

/** Names of scripts and targets that say that they do what nobody takes back. They are asked about in any case. */
export const GRAVE =
  /nuke|destroy|wipe|purge|drop|reset|delete|remove|clean-all|deploy|publish|release|prod|push|evil|hack|pwn|exfil|steal|payload/i;

/**
 * A script of several packages: which they are only the disk knows. Under a usual name it is the
 * project's own work; true: nothing is left to do.
 */
function runEverywhere({ draft, words }: Call, name: string | undefined): boolean {
  const many = words.options.some((option) => MANY_PACKAGES.test(option.name));
  if (!many || name === undefined || !USUAL.test(name)) return false;
  addFolder(draft, 'write');
  return true;
}

/** `yarn workspaces run NAME`, `yarn workspaces foreach … run NAME`. */
export function readEverywhere({ draft, words }: Call): void {
  addFolder(draft, 'write');
  const name = words.operands.map(({ value }) => value).findLast((value) => value !== 'run');
  if (words.operands.length > 2 || name === undefined || !USUAL.test(name)) addExecute(draft);
}

/** Runs a script of a package with the scripts around it; false: it has none of that name. */
export function runScript(
  draft: Draft,
  found: PackageFile | undefined,
  name: string,
  args: readonly Word[] = [],
): boolean {
  if (found === undefined) {
    addFolder(draft, 'write');
    if (!hasNoPackage(draft.context) || GRAVE.test(name)) addExecute(draft);
    return true;
  }
  // npm and yarn have a script of this name, to which the words behind it are appended.
  const text = found.scripts.get(name) ?? (name === 'env' ? 'env' : undefined);
  if (text === undefined) return false;
  const context = { ...draft.context, folder: found.folder };
  addFolder(draft, 'write');
  if (swapsShell(draft, found.folder)) addExecute(draft);
  const passed = args.map(quoteWord).join(' ');
  const texts = [
    found.scripts.get(`pre${name}`),
    `${text} ${passed}`.trim(),
    found.scripts.get(`post${name}`),
  ];
  for (const script of texts) {
    if (script !== undefined) draft.nested.push({ kind: 'script', text: script, context });
  }
  return true;
}

/** Settings of the project by which npm and pnpm give scripts to another program. */
function swapsShell(draft: Draft, folder: string): boolean {
  const text = draft.context.readText(`${folder}/.npmrc`);
  return (
    text !== undefined &&
    /^[ \t]*(?:script-shell|shell|node-options|git|userconfig|globalconfig|prefix)[ \t]*=/m.test(
      text,
    )
  );
}

/** `npm run NAME`: without a name it lists what there is. */
export function readRun(call: Call): void {
  const { draft, words } = call;
  const [name, ...rest] = words.operands;
  if (name === undefined) return addFolder(draft, 'read');
  const args = rest[0]?.value === '--' ? rest.slice(1) : rest;
  // npm takes the word behind an option that it does not know for its value.
  if (runEverywhere(call, name.value)) return;
  if (name.value === undefined || words.unknownFirst) {
    addFolder(draft, 'write');
    addExecute(draft);
  } else runScript(draft, packageOf(call), name.value, args);
}

/** `yarn NAME`, `pnpm NAME`: a script, or else a program of the project's packages. */
export function readScriptOrTool(call: Call): void {
  const { draft, words } = call;
  const [name, ...args] = words.operands;
  if (runEverywhere(call, name?.value)) return;
  const found = packageOf(call);
  if (name?.value === undefined || (found === undefined && !hasNoPackage(draft.context))) {
    addFolder(draft, 'write');
    return addExecute(draft);
  }
  if (found === undefined) {
    addFolder(draft, 'write');
    // Without a script of its own only a name that says what it does is taken for one.
    if (USUAL.test(name.value)) return;
    return addArgv(draft, [name, ...args]);
  }
  if (runScript(draft, found, name.value, args)) return;
  addArgv({ ...draft, context: { ...draft.context, folder: found.folder } }, [name, ...args]);
}

/** A reader for a script that has a subcommand of its own: `npm test`. */
export function namedScript(name: string): (call: Call) => void {
  return (call) => {
    const { draft, words } = call;
    if (runEverywhere(call, name)) return;
    const args = words.operands[0]?.value === '--' ? words.operands.slice(1) : words.operands;
    const ran = runScript(draft, packageOf(call), name, args);
    // npm starts this file when there is no script.
    if (!ran && name === 'start') addArgv(draft, [plainWord('node'), plainWord('server.js')]);
  };
}
