import { addExecute, addFolder, pathOf, type Call, type Draft } from '../draft.ts';

/** `composer run NAME`, `composer NAME`: a script of `composer.json`. */
export function readComposerRun({ draft, words }: Call): void {
  addFolder(draft, 'write');
  const name = words.operands[0]?.value;
  const lines = name === undefined ? undefined : scriptOf(draft, name);
  if (lines === undefined) return addExecute(draft);
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
