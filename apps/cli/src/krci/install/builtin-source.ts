import { loadBuiltin } from './builtin-files.ts';
import type { FrameworkSource } from './framework-source.ts';

/** The framework that this program carries. It was validated when the program was built. */
export type BuiltinFiles = Pick<FrameworkSource, 'tree' | 'facts' | 'packed' | 'rendering'>;

export const BUILTIN = 'builtin';

/** @param version of the program: the framework in it has the same */
export function builtinSource(version: string): FrameworkSource {
  const head = { name: BUILTIN, origin: BUILTIN, version, publisher: 'krci-ai' };
  return { ...head, isBuiltin: true, ...loadBuiltin() };
}
