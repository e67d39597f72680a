import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const COMPATIBILITY = join(import.meta.dirname, '..', 'docs', 'COMPATIBILITY.md');

/** Whether docs/COMPATIBILITY.md gives a reason for being stricter: by the case's id or by one of the codes. */
export function isStricterListed(id: string, codes: readonly string[]): boolean {
  const text = existsSync(COMPATIBILITY) ? readFileSync(COMPATIBILITY, 'utf8') : '';
  return [id, ...codes].some((word) => text.includes(`\`${word}\``));
}
