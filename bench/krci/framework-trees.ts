import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ROOT } from '../../scripts/source-files.ts';
import { makeSoundFramework } from './sound-framework.ts';

/** What the programs work on. */
export interface Trees {
  /** Folders with a copy for each program, `0` and `1`. */
  readonly one: string;
  readonly ten: string;
  /** Makes a folder. */
  readonly empty: () => string;
  /** In one copy. */
  readonly files: number;
  /** The framework of the existing program, repaired, and an executable of ours that carries it. */
  readonly sound: { readonly tree: string; readonly program: string } | undefined;
}

/**
 * Prepares trees below a folder: what the existing program installs, or where there is none, ours.
 *
 * @param krci our executable
 */
export function prepareTrees(krci: string, reference: string | undefined, folder: string): Trees {
  const installed = join(folder, 'installed');
  mkdirSync(installed, { recursive: true });
  const { exitCode } = Bun.spawnSync([reference ?? krci, 'install'], { cwd: installed });
  if (exitCode !== 0) throw new Error(`install ended with ${exitCode}`);
  const one = join(folder, 'one');
  const ten = join(folder, 'ten');
  for (const copy of ['0', '1']) {
    copyFramework(installed, join(one, copy));
    multiplyFramework(installed, join(ten, copy), 10);
  }
  let count = 0;
  return {
    one,
    ten,
    files: filesBelow(join(installed, '.krci-ai')).length,
    sound: reference === undefined ? undefined : carrySound(krci, installed, folder),
    empty: () => {
      count += 1;
      const path = join(folder, `empty-${count}`);
      mkdirSync(path);
      return path;
    },
  };
}

function carrySound(krci: string, installed: string, folder: string): NonNullable<Trees['sound']> {
  const tree = join(folder, 'sound');
  makeSoundFramework(krci, installed, tree);
  const assets = join(folder, 'assets');
  mkdirSync(join(assets, 'packs'), { recursive: true });
  cpSync(join(tree, '.krci-ai'), join(assets, 'framework'), { recursive: true });
  const out = join(folder, 'dist');
  // In a process of its own: what it leaves in memory would count as that of each child measured later.
  const { exitCode, stderr } = Bun.spawnSync([process.execPath, join(ROOT, 'scripts/build.ts')], {
    env: { ...process.env, GAIT_BUILD_OUT: out, GAIT_BUILD_ASSETS: assets },
  });
  if (exitCode !== 0) throw new Error(`the build ended with ${exitCode}: ${stderr.toString()}`);
  return { tree, program: join(out, 'krci-ai') };
}

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
