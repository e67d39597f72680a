import { addServer } from '../add-host.ts';
import { addExecute, addFolder, addRewrite, addScript, pathOf, type Call } from '../draft.ts';
import { applyOperands } from '../apply-spec.ts';
import { dropStart, hasOption } from '../read-words.ts';

/**
 * `npm pkg set scripts.NAME=TEXT`: a text that runs under that name later is read now. What `npm run`
 * in the same command does is not known.
 */
export function readPackageChange(call: Call): void {
  const { draft, words } = call;
  const { operands } = words;
  const isNamed = operands[0]?.value === 'pkg';
  if (draft.invocation.program === 'bun' && !isNamed) return addFolder(draft, 'write');
  const [verb, ...fields] = isNamed ? operands.slice(1) : operands;
  if (verb?.value === 'get') return addFolder(draft, 'read');
  addFolder(draft, 'write');
  notePackage(call);
  for (const field of fields) {
    if (field.value === undefined && !/^[\w.-]+=/.test(field.prefix)) addExecute(draft);
    else if (/^scripts[.[]|^bin\b/.test(field.prefix))
      addScript(draft, dropStart(field, field.prefix.indexOf('=') + 1));
  }
}

/** `npm set-script NAME TEXT`. */
export function readScriptChange(call: Call): void {
  applyOperands(call.draft, call.spec, call.words.operands);
  notePackage(call);
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
