import { join } from 'node:path';
import { FRAMEWORK, readFramework, rememberFiles, type Framework } from '@gait/agents';
import { CodedError } from '@gait/canon';
import { findFramework, readTree } from '@gait/local';
import type { Context } from '../context.ts';
import { timePhase } from './debug-log.ts';
import { finishLeft } from './install/project-state.ts';

/** A project and the framework in it. */
export interface OpenedFramework {
  /** Absolute path of the project. */
  readonly root: string;
  readonly framework: Framework;
}

/**
 * The folder of the project: `KRCI_AI_PROJECT_DIR`, else the nearest folder from the current one
 * up that holds `.krci-ai`, else the current folder.
 */
export function projectFolder(context: Context): string {
  const named = context.env['KRCI_AI_PROJECT_DIR'] ?? '';
  if (named !== '') return context.resolve(named);
  return findFramework(context.cwd, context.home) ?? context.cwd;
}

/**
 * Reads the framework of the project.
 *
 * @throws CodedError `framework_missing` where there is none, or where links or files stand in its place
 */
export function openFramework(context: Context): OpenedFramework {
  const root = projectFolder(context);
  finishLeft(context, root);
  context.debug?.(`project ${root}`);
  const tree = timePhase(context, 'list files', () => rememberFiles(readTree(root)));
  for (const path of [FRAMEWORK, `${FRAMEWORK}/agents`]) {
    const entry = tree.entries.get(path);
    if (entry?.kind === 'folder') continue;
    const found = { file: 'a file', link: 'a symbolic link', other: 'no folder' } as const;
    const what =
      entry === undefined
        ? 'there is no such folder'
        : `it is ${found[entry.kind as keyof typeof found]}`;
    throw new CodedError('framework_missing', `no framework in ${root}: ${path}: ${what}`, {
      hint: 'run krci-ai install, go to the project, or name it in KRCI_AI_PROJECT_DIR',
      where: { file: join(root, path) },
    });
  }
  context.debug?.(`${tree.entries.size} entries below ${FRAMEWORK}`);
  return { root, framework: timePhase(context, 'read framework', () => readFramework(tree)) };
}
