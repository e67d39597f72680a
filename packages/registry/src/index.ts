// where packs come from
export type { FetchedPack, PackRequest, PackSource } from './source/pack-source.ts';
