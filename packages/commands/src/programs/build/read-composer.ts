import {
  addArgv,
  addCode,
  addExecute,
  addFolder,
  pathOf,
  plainWord,
  type Call,
  type Draft,
} from '../draft.ts';

/** Without a `composer.json` there is no script: these names would only have checked something. */
const USUAL =
  /^(?:test|tests|lint|check|phpstan|stan|format|fix|cs|analy[sz]e|ci)(?:[:-][\w:-]+)?$/;

/** `composer run NAME`, `composer NAME`: a script of `composer.json`. */
export function readComposerRun({ draft, words }: Call): void {
  addFolder(draft, 'write');
  const name = words.operands[0]?.value;
  const lines = name === undefined ? undefined : scriptOf(draft, name);
  if (lines === undefined) {
    const { isMissing } = draft.context;
    const none = isMissing !== undefined && isMissing(pathOf(draft, 'composer.json'));
    if (!none || name === undefined || !USUAL.test(name)) addExecute(draft);
    return;
  }
  for (const line of lines) {
    // `@name` is another script, `Class::method` a function of the project.
    if (/^@(?!php |putenv )|::/.test(line)) addExecute(draft);
    else {
      const text = line.replace(/^@php /, 'php ').replace(/^@putenv /, 'export ');
      draft.nested.push({ kind: 'script', text, context: draft.context });
    }
  }
}

function scriptOf(draft: Draft, name: string): readonly string[] | undefined {
  const text = draft.context.readText(pathOf(draft, 'composer.json'));
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { scripts } = value as { scripts?: unknown };
  if (typeof scripts !== 'object' || scripts === null || !Object.hasOwn(scripts, name))
    return undefined;
  const script = (scripts as Record<string, unknown>)[name];
  const lines = typeof script === 'string' ? [script] : script;
  const isText = (line: unknown): line is string => typeof line === 'string';
  return Array.isArray(lines) && lines.every(isText) ? lines : undefined;
}

/** `php FILE WORDS`; `artisan` has tasks of its own. */
export function readPhpFile({ draft, words }: Call): void {
  const [file, ...rest] = words.operands;
  if (file === undefined) return;
  addCode(draft, file);
  if (file.value !== undefined && /(?:^|\/)artisan$/.test(file.value)) {
    addArgv(draft, [plainWord('artisan'), ...rest]);
  }
}
