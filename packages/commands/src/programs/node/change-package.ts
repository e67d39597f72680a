import { addServer } from '../add-host.ts';
import { addExecute, addFolder, addRewrite, pathOf, type Call } from '../draft.ts';
import { hasOption } from '../read-words.ts';

/** `npm pkg set scripts.x=…`, `npm set-script`: what `npm run` does afterwards was never read. */
export function readPackageChange(call: Call): void {
  const { draft, words } = call;
  const named = words.operands.map(({ value }) => value);
  const only = named[0] === 'pkg' ? named.slice(1) : named;
  const isPackage = draft.invocation.program !== 'bun' || named[0] === 'pkg';
  addFolder(draft, 'write');
  if (only[0] !== 'get' && isPackage) notePackage(call);
}

/**
 * `npm init`: with a name it runs a package of somebody. Without `-y` whoever answers its questions
 * says what the scripts are.
 */
export function readInitialize(call: Call): void {
  const { draft, words } = call;
  const [name] = words.operands;
  if (name !== undefined) return addExecute(draft, name.value ?? draft.invocation.program);
  if (!hasOption(words, '-y --yes -f --force')) notePackage(call);
}

/** Several packages of a workspace, or the one of the folder. */
function notePackage({ draft, words }: Call): void {
  const elsewhere = hasOption(words, '-w --workspace -ws --workspaces');
  addRewrite(draft, elsewhere ? draft.context.project : pathOf(draft, 'package.json'));
}

/** A version of yarn by its number or the name of a channel; anything else is somebody's program. */
const RELEASE = /^(?:\d[\w.-]*|stable|latest|berry|classic|canary|self|from|sources)$/;

/** `yarn set version X`: every later `yarn` of the project is what this fetches. */
export function readYarnVersion({ draft, words }: Call): void {
  addFolder(draft, 'write');
  addServer(draft, 'registry.npmjs.org');
  if (words.operands.some(({ value }) => value === undefined || !RELEASE.test(value)))
    addExecute(draft);
}
