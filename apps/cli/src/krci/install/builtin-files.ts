import { join } from 'node:path';
import { readTree } from '@gait/local';
import type { BuiltinFiles } from './builtin-source.ts';

/** The framework of the checkout. The executable has `runtime/embedded-framework.ts` in its place. */
export function loadBuiltin(): BuiltinFiles {
  const root = join(import.meta.dirname, '..', '..', '..', '..', '..');
  return { tree: readTree(root, { folder: join(root, 'assets', 'framework') }) };
}
