import type { HookFile, HookHarnessId, JsonData } from '../hook-row.ts';
import { getNodeValue } from 'jsonc-parser/lib/esm/main.js';
import { isOwnCommand } from './hook-command.ts';
import { itemsAt, listPaths } from './own-items.ts';
import { parseSettings } from './parse-settings.ts';
import { isOwnFile } from './whole-text.ts';

const PROJECT = / --project ((?:\\.|[^\s'\\]|'[^']*')+)/;

/** The projects that the hooks of ours in a file name, each once; none in a file that cannot be read. */
export function installedFor(
  file: HookFile,
  text: string,
  harness: HookHarnessId,
): readonly string[] {
  if (file.kind === 'whole') return isOwnFile(file.text, text) ? pluginProjects(text) : [];
  if (text.trim() === '') return [];
  const tree = parseSettings(file, text);
  if (!tree.ok) return [];
  const texts = listPaths(file).flatMap((path) => {
    const items = itemsAt(harness, tree.root, path);
    return 'ok' in items
      ? []
      : items
          .filter(({ own }) => own)
          .flatMap(({ node }) => textsIn(getNodeValue(node) as JsonData));
  });
  const projects = texts
    .filter((one) => isOwnCommand(harness, one))
    .flatMap((one) => PROJECT.exec(one)?.[1] ?? [])
    .map(unquote);
  return [...new Set(projects)];
}

function pluginProjects(text: string): readonly string[] {
  const words = /^const WORDS = (\[.*\]);$/m.exec(text)?.[1];
  try {
    const read: unknown = JSON.parse(words ?? '[]');
    const list = Array.isArray(read) ? (read as readonly unknown[]) : [];
    const project = list[list.indexOf('--project') + 1];
    return list.includes('--project') && typeof project === 'string' ? [project] : [];
  } catch {
    return [];
  }
}

function textsIn(value: JsonData): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((inner: JsonData) => textsIn(inner));
}

/** As a shell reads what `hookCommandText` quoted. */
function unquote(word: string): string {
  return word.replaceAll(
    /'([^']*)'|\\(.)/g,
    (_, quoted?: string, escaped?: string) => quoted ?? escaped ?? '',
  );
}
