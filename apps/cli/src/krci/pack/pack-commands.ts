import type { TableEntry } from '../../table.ts';

/** Commands about packs and where they are found. */
export const PACK_COMMANDS: Readonly<Record<string, TableEntry>> = {
  'pack build': {
    summary: 'Make a pack of a folder of assets',
    load: async () => (await import('./pack-build.ts')).command,
  },
  'pack sign': {
    summary: 'Sign a pack or an index',
    load: async () => (await import('./pack-sign.ts')).command,
  },
  'pack verify': {
    summary: 'Check whether a pack may be installed here',
    load: async () => (await import('./pack-verify.ts')).command,
  },
  'pack inspect': {
    summary: 'Show what a pack holds',
    load: async () => (await import('./pack-inspect.ts')).command,
  },
  'pack publish': {
    summary: 'Send a pack and its signatures to a registry',
    load: async () => (await import('./pack-publish.ts')).command,
  },
  'pack pull': {
    summary: 'Bring a pack, verified',
    load: async () => (await import('./pack-pull.ts')).command,
  },
  'pack index': {
    summary: 'Make an index of packs',
    load: async () => (await import('./pack-index.ts')).command,
  },
  search: {
    summary: 'Find packs in an index',
    load: async () => (await import('./search.ts')).command,
  },
  info: {
    summary: 'Show what an index says about a pack',
    load: async () => (await import('./info.ts')).command,
  },
  outdated: {
    summary: 'Say whether an index has something newer',
    load: async () => (await import('./outdated.ts')).command,
  },
};
