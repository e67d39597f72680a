import type { Word } from '../../model/invocation.ts';
import { addHost, addServer } from '../add-host.ts';
import { addExecute, addFolder, addPath, pathOf, type Call, type Draft } from '../draft.ts';
import { hasOption, optionWords } from '../read-words.ts';
import { isWithin } from '../resolve-path.ts';
import { packageOf, runScript } from './run-package-script.ts';

const REGISTRY = 'registry.npmjs.org';
const OWN_SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepublish', 'prepare'];
const PLACES = /^(?:git\+|git:|https?:|ssh:|github:|gitlab:|bitbucket:|gist:)/i;

/** `npm install` and its kin: fetches packages, writes `node_modules`, runs the project's scripts. */
export function readInstallPackages(call: Call): void {
  const { draft, words } = call;
  addFolder(draft, 'write');
  addRegistry(call);
  if (hasOption(words, '-g --global --location')) addExecute(draft);
  for (const word of words.operands) addPackage(draft, word);
  if (hasOption(words, '--ignore-scripts')) return;
  const found = packageOf(call);
  if (found === undefined) return;
  for (const name of OWN_SCRIPTS) {
    // `pre` and `post` of these are in the list themselves, or run beside `prepare`.
    if (name === 'install') continue;
    runScript(draft, found, name);
  }
  const install = found.scripts.get('install');
  if (install !== undefined) {
    draft.nested.push({
      kind: 'script',
      text: install,
      context: { ...draft.context, folder: found.folder },
    });
  }
}

/** The server that packages come from: the one of npm, or one that the call names. */
export function addRegistry({ draft, words }: Call, method = 'get'): void {
  const named = optionWords(words, '--registry --npmRegistryServer');
  if (named.length === 0) addServer(draft, REGISTRY, method);
  for (const word of named) addHost(draft, word, method);
}

/** A package by its name comes from the registry; any other one may be anybody's. */
function addPackage(draft: Draft, word: Word): void {
  const { value } = word;
  if (value === undefined) return addExecute(draft);
  // `name@https://…` and `name@npm:other` say where the package comes from.
  const at = value.indexOf('@', 1);
  const source = at > 0 && !PLACES.test(value) ? value.slice(at + 1) : value;
  if (PLACES.test(source)) {
    addHost(draft, { ...word, value: source.replace(/^git\+/i, ''), prefix: source });
    addExecute(draft);
  } else if (isFolder(source)) {
    addPath(
      draft,
      'read',
      { ...word, value: source.replace(/^(?:file|link|portal):/, '') },
      'tree',
    );
    const path = pathOf(draft, source.replace(/^(?:file|link|portal):/, ''));
    if (!isWithin(path, draft.context.project)) addExecute(draft);
  } else if (/^[\w.-]+\/[\w.-]+(?:#.*)?$/.test(source)) {
    addServer(draft, 'github.com');
    addExecute(draft);
  }
}

function isFolder(source: string): boolean {
  return (
    /^(?:\.{0,2}\/|\.{1,2}$|~\/|file:|link:|portal:)/.test(source) || /\.t(?:ar\.)?gz$/.test(source)
  );
}

/** A reader for a subcommand around which scripts of the package run: `npm version`, `npm pack`. */
export function withScripts(names: readonly string[]): (call: Call) => void {
  return (call) => {
    const { draft, words } = call;
    addFolder(draft, 'write');
    const found = hasOption(words, '--ignore-scripts') ? undefined : packageOf(call);
    if (found !== undefined) for (const name of names) runScript(draft, found, name);
  };
}

/** `npm publish`: the package becomes public, and no registry takes it back. */
export function readPublish(call: Call): void {
  const { draft, words } = call;
  if (!hasOption(words, '--ignore-scripts')) {
    const found = packageOf(call);
    if (found !== undefined)
      for (const name of ['prepublishOnly', 'prepack', 'prepare', 'publish', 'postpublish'])
        runScript(draft, found, name);
  }
  addFolder(draft, 'read');
  if (!hasOption(words, '--dry-run')) addRegistry(call, 'put');
}

/** `npm unpublish` and the like. */
export function readUnpublish(call: Call): void {
  addRegistry(call, 'delete');
  for (const effect of call.draft.effects.splice(0)) {
    call.draft.effects.push({ ...effect, destructive: true });
  }
}
