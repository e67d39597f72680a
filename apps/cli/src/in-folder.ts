import { resolve } from 'node:path';
import type { Context } from './context.ts';

/** The same world, seen from another folder. @param folder absolute */
export function inFolder(context: Context, folder: string): Context {
  return { ...context, cwd: folder, resolve: (path) => resolve(folder, path) };
}
