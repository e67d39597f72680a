import type { Hit } from './protected-index.ts';

/**
 * True when whoever reads everything below a folder meets a private key that he should not. A key
 * inside the project is met by every search through the project: that is the business of who put
 * it there. A search in the folder of the key itself is not.
 *
 * @param above what lies below the folder
 */
export function meetsKey(above: readonly Hit[]): boolean {
  const secrets = above.filter(({ secret }) => secret);
  if (secrets.some(({ away }) => away)) return true;
  return secrets.length > 0 && !above.some(({ kind }) => kind === 'gait_folder');
}
