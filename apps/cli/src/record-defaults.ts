import { arch } from 'node:os';
import { formatTime } from '@gait/canon';
import type { RecordDefaults } from '@gait/evidence';
import type { Context } from './context.ts';

/** Where the artifact format's words for a platform (Go's) are not those of Node. */
const SYSTEMS: Readonly<Record<string, string>> = { win32: 'windows', sunos: 'solaris' };
const PROCESSORS: Readonly<Record<string, string>> = {
  x64: 'amd64',
  ia32: '386',
  ppc64: 'ppc64le',
  mipsel: 'mipsle',
  loong64: 'loong64',
};

/** What a recording fills in where the run does not say: now, and this machine. */
export function recordDefaults(context: Context): RecordDefaults {
  const processor = arch();
  return {
    createdAt: formatTime(context.now()),
    os: SYSTEMS[context.platform] ?? context.platform,
    arch: PROCESSORS[processor] ?? processor,
  };
}
