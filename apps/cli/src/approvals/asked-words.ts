import { compactJson, type JsonObject } from '@gait/canon';

/** Arguments that say what a call is about, the first that is there. */
const TELLING = [
  'command',
  'cmd',
  'script',
  'code',
  'file_path',
  'filePath',
  'absolute_path',
  'notebook_path',
  'path',
  'url',
  'query',
  'pattern',
  'patch',
  'input',
];
const LONGEST = 300;

/**
 * What a call asks for in one line: the command, the path or the address; else its tool and all
 * that it was given. Secrets are still in it.
 *
 * @param isForeign the tool is not the coding tool's own: nobody knows which argument matters
 */
export function askedWords(tool: string, args: JsonObject, isForeign: boolean): string {
  for (const name of isForeign ? [] : TELLING) {
    const value = args[name];
    const text = Array.isArray(value) ? value.filter(isText).join(' ') : value;
    if (isText(text) && text.trim() !== '') return inOneLine(text);
  }
  const { gait: _, ...given } = args;
  return Object.keys(given).length === 0 ? tool : inOneLine(`${tool} ${compactJson(given)}`);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function inOneLine(text: string): string {
  const [first = '', ...rest] = text.trim().split('\n');
  const line = first.trimEnd();
  if (line.length > LONGEST) return `${line.slice(0, LONGEST)}…`;
  return rest.length === 0
    ? line
    : `${line} … (${rest.length} more ${rest.length === 1 ? 'line' : 'lines'})`;
}
