import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/**
 * Writes a tree `copies` times as large as an installed one: each copy has its own folders and
 * its own agents, and refers to its own files only.
 *
 * @param from folder with a `.krci-ai`
 */
export function multiplyFramework(from: string, to: string, copies: number): void {
  for (const file of filesBelow(join(from, '.krci-ai'))) {
    const path = relative(join(from, '.krci-ai'), file);
    const [kind = '', ...rest] = path.split('/');
    const bytes = readFileSync(file);
    for (let copy = 0; copy < copies; copy += 1) {
      const group = `g${copy}`;
      const own = kind === 'agents' ? [kind, `${group}-${rest.join('-')}`] : [kind, group, ...rest];
      const place = join(to, '.krci-ai', ...own);
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, movedText(bytes.toString('utf8'), kind, group));
    }
  }
}

function movedText(text: string, kind: string, group: string): string {
  const linked = text.replaceAll(
    /\.krci-ai\/(tasks|templates|data)\//gu,
    (_, folder: string) => `.krci-ai/${folder}/${group}/`,
  );
  if (kind === 'agents') return linked.replaceAll(/^(\s+id: "?[a-z-]+)(-v\d+)/gmu, `$1-${group}$2`);
  const head = /^---\n[\s\S]*?\n---\n/u.exec(linked)?.[0] ?? '';
  return head.replaceAll(/^(\s+- "?)/gmu, `$1${group}/`) + linked.slice(head.length);
}

/** Copies an installed framework without the files of the tools. */
export function copyFramework(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  cpSync(join(from, '.krci-ai'), join(to, '.krci-ai'), { recursive: true });
}

export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .toSorted();
}
