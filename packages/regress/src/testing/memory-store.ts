import { CodedError } from '@gait/canon';
import { bytesSource } from '@gait/evidence';
import type { SuiteStore } from '../run/suite-store.ts';

/** A suite in memory: path → text or bytes. */
export function memoryStore(files: Readonly<Record<string, string | Uint8Array>>): SuiteStore {
  const read = (path: string): Uint8Array => {
    const content = files[path];
    if (content === undefined)
      throw new CodedError('file_missing', `no such file: ${path}`, { where: { file: path } });
    return typeof content === 'string' ? new TextEncoder().encode(content) : content;
  };
  return {
    read,
    open: (path) => ({ ...bytesSource(read(path)), close: () => undefined }),
    exists: (path) =>
      Object.keys(files).some((name) => name === path || name.startsWith(`${path}/`)),
    atRest: async (work) => await work(),
  };
}
