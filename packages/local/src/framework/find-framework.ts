import { lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FRAMEWORK } from '@gait/agents';
import { isThere } from '../files/is-there.ts';

/**
 * The project that a folder belongs to: the nearest folder, from this one up, that holds
 * `.krci-ai`. The search ends at the top of a work tree and at the home folder, and a folder above
 * counts only when it has the owner of this one: in a shared folder somebody else could hand us
 * their agents.
 *
 * @returns undefined when none holds it
 * @throws CodedError `file_permission`, …: what cannot be looked into may hold it
 */
export function findFramework(from: string, home: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const place = join(folder, FRAMEWORK);
    if (isThere(place)) {
      const isOwn = folder === from || lstatSync(place).uid === lstatSync(from).uid;
      return isOwn ? folder : undefined;
    }
    if (folder === home || folder === dirname(folder) || isThere(join(folder, '.git'))) {
      return undefined;
    }
  }
}
