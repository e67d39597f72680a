import { sortUtf8, toLower, trimSpace } from '@gait/canon';

/** What a tool seems to do, by its name; `unclear` names are for a person to judge. */
export type ToolNature = 'destructive' | 'payment' | 'data_store' | 'state_change' | 'unclear';

/** The first line that a name matches counts, so deleting wins over paying, paying over storing. */
const FRAGMENTS: readonly (readonly [Exclude<ToolNature, 'unclear'>, RegExp])[] = [
  ['destructive', /delete|remove|drop|destroy|truncate/u],
  ['payment', /stripe|payment|charge|refund|billing|invoice/u],
  ['data_store', /postgres|database|db|sql/u],
  ['state_change', /write|update|create|set|save|submit|approve|cancel|pause|resume|restart/u],
];

/** A name without a dot is taken for a tool only with one of these in it: most are plain functions. */
const TELLING =
  /write|update|create|set|save|delete|remove|drop|destroy|truncate|approve|cancel|pause|resume|restart|stripe|payment|charge|refund|billing|invoice|postgres|database|db|sql/u;

const LONGEST_PLAIN_NAME = 48;

/** What a tool of this name seems to do (gait-formats §7.9). */
export function natureOf(toolName: string): ToolNature {
  const name = toLower(trimSpace(toolName));
  return FRAGMENTS.find(([, fragments]) => fragments.test(name))?.[0] ?? 'unclear';
}

/**
 * Every name found in a repository that a call can bear: in lower case, each once, sorted by
 * UTF-8 bytes. Only what Python itself calls (`__init__`) is left out.
 */
export function callableTools(found: readonly string[]): string[] {
  const names = found.map((name) => toLower(trimSpace(name)));
  return sortUtf8([...new Set(names)].filter((name) => name !== '' && !/^__.*__$/u.test(name)));
}

/**
 * Of names found in a repository, those that look like tools which act: in lower case, each
 * once, sorted by UTF-8 bytes.
 */
export function actionTools(found: readonly string[]): string[] {
  const names = found.map(trimSpace).filter(looksLikeAction).map(toLower).map(trimSpace);
  return sortUtf8([...new Set(names)].filter((name) => name !== ''));
}

function looksLikeAction(name: string): boolean {
  if (name === '' || name.startsWith('_')) return false;
  if (name.includes('.')) return true;
  if (isConstant(name) || new TextEncoder().encode(name).length > LONGEST_PLAIN_NAME) return false;
  return TELLING.test(toLower(name));
}

/** `LIKE_THIS`: a constant, not a function. */
function isConstant(name: string): boolean {
  return /[A-Z]/u.test(name) && !/[a-z]/u.test(name);
}
