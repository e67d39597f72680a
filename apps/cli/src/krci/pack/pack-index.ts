import { dirname, relative, sep } from 'node:path';
import { CodedError, formatTime } from '@gait/canon';
import { cleanPath, isThere, openPackSource, readWhole, writeWhole } from '@gait/local';
import {
  addToIndex,
  encodeMarketIndex,
  MARKET_LIMITS,
  parseMarketIndex,
  parsePackAddress,
  verifyPack,
  yankFromIndex,
  type IndexedPack,
  type MarketIndex,
} from '@gait/registry';
import { boolFlag, defineCommand, textFlag, type Outcome } from '../../command.ts';
import type { Context } from '../../context.ts';
import { durationFlag } from '../../duration-flag.ts';
import { nameList } from '../name-list.ts';
import { refusalError } from './fetch-verified.ts';
import { namedVersion } from './named-version.ts';
import { SOURCE_FLAGS, sourcePlace } from './source-place.ts';

/** `krci-ai pack index`: make a searchable index of packs. */
export const command = defineCommand({
  path: ['pack', 'index'],
  explain: 'Adds packs to an index that any web server can hold; sign it with pack sign.',
  flags: {
    out: textFlag({
      value: 'FILE',
      default: 'index.json',
      help: 'the index; extended when it is there',
    }),
    name: textFlag({ help: 'name of a new index' }),
    'base-url': textFlag({
      value: 'URL',
      help: 'where the packs will be, else their path beside the index',
    }),
    keywords: textFlag({ value: 'LIST', help: 'words that these packs are found by' }),
    yank: textFlag({ value: 'NAME@VERSION', help: 'withdraw a version: who has it keeps it' }),
    ...SOURCE_FLAGS,
    valid: durationFlag({ default: '720h', help: 'how long this edition is believed' }),
    'dry-run': boolFlag({ help: 'show what would be in it; write nothing' }),
  },
  positionals: [{ name: 'packs', help: 'zips, or addresses of packs', optional: true, rest: true }],
  example: 'krci-ai pack index dist/finance-1.0.0.zip --name acme --out dist/index.json',
  notes: ['Each edition has a higher number: clients refuse to go back to a lower one.'],
  async run(context, { flags, positionals }) {
    const target = context.resolve(flags.out);
    const before = isThere(target)
      ? parseMarketIndex(readWhole(target, { maxBytes: MARKET_LIMITS.indexBytes }))
      : undefined;
    const how = { keywords: nameList(flags.keywords), blobHosts: flags['blob-host'] };
    let packs = before?.packs ?? [];
    for (const address of positionals) {
      const source = sourceOf(context, address, target, flags['base-url']);
      packs = addToIndex(packs, await readPack(context, address, { source, ...how }));
    }
    if (flags.yank !== '') {
      const { name, version } = namedVersion(flags.yank);
      packs = yankFromIndex(packs, name, version);
    }
    const now = context.now();
    const bytes = encodeMarketIndex({
      name: before?.name ?? flags.name,
      sequence: (before?.sequence ?? 0) + 1,
      createdAt: formatTime(now),
      expiresAt: formatTime(now + BigInt(Math.round(flags.valid)) * 1_000_000n),
      packs,
    });
    const index = parseMarketIndex(bytes);
    if (!flags['dry-run']) writeWhole(target, bytes, { mode: 0o644, makeFolders: true });
    return outcome(index, cleanPath(flags.out), flags['dry-run']);
  },
});

async function readPack(
  context: Context,
  address: string,
  {
    source,
    keywords,
    blobHosts,
  }: Pick<IndexedPack, 'source' | 'keywords'> & { readonly blobHosts: string },
): Promise<IndexedPack> {
  const fetched = await openPackSource(address, sourcePlace(context, blobHosts)).fetch();
  const pack = verifyPack(fetched, { profile: 'standard', now: context.now() });
  if (!pack.ok) throw refusalError(pack, address);
  return { pack, size: fetched.archive.length, source, keywords };
}

/** What the index will say where the pack is. */
function sourceOf(context: Context, address: string, index: string, base: string): string {
  if (parsePackAddress(address).kind !== 'folder') return address;
  const path = relative(dirname(index), context.resolve(address)).split(sep).join('/');
  if (base !== '') {
    return new URL(path.slice(path.lastIndexOf('/') + 1), base.replace(/\/?$/u, '/')).href;
  }
  if (!path.startsWith('..')) return path;
  throw new CodedError('arguments_invalid', `${address} is not beside the index or below it`, {
    hint: 'put it there, or say with --base-url where it will be',
  });
}

function outcome({ name, sequence, packs }: MarketIndex, path: string, dry: boolean): Outcome {
  return {
    exit: 0,
    json: {
      ok: true,
      name,
      sequence,
      packs: packs.map((pack) => ({
        name: pack.name,
        versions: pack.versions.map(({ version, yanked }) => ({ version, yanked })),
      })),
      path,
      written: !dry,
    },
    text: (paint) => [
      paint.verdict(true, `${dry ? 'would write' : 'wrote'} ${path}`),
      ...paint.pairs({ index: name, edition: sequence, packs: packs.length }),
      paint.dim(`sign it: krci-ai pack sign ${path} --private-key FILE`),
    ],
  };
}
