import { existsSync, lstatSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { writeWhole } from '../files/write-whole.ts';
import { gitRoot } from '../platform/git.ts';

const BEGIN = '# gait: files with paths of this machine. gait hooks remove takes these lines out.';
const END = '# gait: end';

/**
 * Has git look past files of a work tree on this machine alone, or takes that back: own lines in
 * `info/exclude` of the repository, which no commit carries. Lines of others stay as they are.
 *
 * @param paths absolute
 * @returns the paths whose lines were written or taken away; none outside of a work tree
 */
export function excludeFromGit(
  paths: readonly string[],
  change: 'exclude' | 'take back',
): readonly string[] {
  return paths.filter((path) => {
    const root = gitRoot(dirname(path));
    const file = root === undefined ? undefined : excludeFile(root);
    if (root === undefined || file === undefined) return false;
    const before = existsSync(file) ? readFileSync(file, 'latin1') : '';
    const after = withLine(before, patternOf(relative(root, path)), change);
    if (after === before) return false;
    if (after === '') rmSync(file, { force: true });
    else writeWhole(file, Buffer.from(after, 'latin1'), { makeFolders: true, mode: 0o644 });
    return true;
  });
}

function withLine(text: string, line: string, change: 'exclude' | 'take back'): string {
  const from = text.startsWith(`${BEGIN}\n`) ? 0 : text.indexOf(`\n${BEGIN}\n`) + 1;
  const hasBlock = from > 0 || text.startsWith(`${BEGIN}\n`);
  const end = hasBlock ? text.indexOf(`\n${END}\n`, from) : -1;
  // A block without its end is no longer ours: nothing tells where it stops.
  const block = end < 0 ? [] : text.slice(from + BEGIN.length + 1, end).split('\n');
  const rest = end < 0 ? text : text.slice(0, from) + text.slice(end + END.length + 2);
  const lines = block.filter((one) => one !== line && one !== '');
  if (change === 'exclude') {
    if (block.includes(line)) return text;
    lines.push(line);
  }
  if (lines.length === 0) return rest;
  const gap = rest === '' || rest.endsWith('\n') ? '' : '\n';
  return `${rest}${gap}${[BEGIN, ...lines, END].join('\n')}\n`;
}

/** A path as a pattern of git that nothing else matches. */
function patternOf(path: string): string {
  const escaped = path
    .split(sep)
    .join('/')
    .replaceAll(/[\\*?[]/gu, '\\$&')
    .replace(/ +$/u, '\\ ');
  return Buffer.from(`/${escaped}`, 'utf8').toString('latin1');
}

/** `info/exclude` of a work tree; a linked one shares that of its repository. */
function excludeFile(root: string): string | undefined {
  const own = join(root, '.git');
  try {
    if (lstatSync(own).isDirectory()) return join(own, 'info', 'exclude');
    const named = /^gitdir: (.+)$/mu.exec(readFileSync(own, 'utf8'))?.[1];
    if (named === undefined) return undefined;
    const folder = resolve(root, named.trim());
    const common = join(folder, 'commondir');
    const shared = existsSync(common)
      ? resolve(folder, readFileSync(common, 'utf8').trim())
      : folder;
    return existsSync(shared) ? join(shared, 'info', 'exclude') : undefined;
  } catch {
    return undefined;
  }
}
