import { REAL_NETWORK, type SourceSurroundings } from '@gait/local';
import type { Context } from '../../context.ts';
import { textFlag } from '../../flag-spec.ts';

/** Flags of commands that talk to where packs are. */
export const SOURCE_FLAGS = {
  'blob-host': textFlag({
    value: 'LIST',
    help: 'hosts that the source may send us on to for content',
  }),
} as const;

/** What transports need, of the world of a command. */
export function sourcePlace(context: Context, blobHosts = ''): SourceSurroundings {
  const { cwd, env, home } = context;
  const hosts = blobHosts.split(',').filter((host) => host !== '');
  return { cwd, env, home, network: REAL_NETWORK, blobHosts: hosts };
}
