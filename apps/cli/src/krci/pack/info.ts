import { CodedError, findNearest } from '@gait/canon';
import { addressOfVersion, newestOf } from '@gait/registry';
import { defineCommand } from '../../command.ts';
import { INDEX_FLAGS, indexJson, indexLines, openIndex } from './open-index.ts';

/** `krci-ai info`: what an index knows about one pack. */
export const command = defineCommand({
  path: ['info'],
  explain: 'Shows what a signed index says about one pack: versions, digests, where each is.',
  flags: INDEX_FLAGS,
  positionals: [{ name: 'pack', help: 'name of the pack' }],
  example: 'krci-ai info finance --index https://packs.example/index.json',
  async run(context, { flags, positionals: [name = ''] }) {
    const opened = await openIndex(context, flags);
    const pack = opened.index.packs.find((known) => known.name === name);
    if (pack === undefined) {
      const nearest = findNearest(
        name,
        opened.index.packs.map((known) => known.name),
      );
      throw new CodedError(
        'pack_not_found',
        `${opened.index.name} has no pack ${JSON.stringify(name)}`,
        {
          hint: nearest === undefined ? 'krci-ai search lists them' : `did you mean ${nearest}`,
        },
      );
    }
    const versions = pack.versions.map((version) => ({
      version: version.version,
      address: addressOfVersion(opened.address, version),
      manifest_digest: version.manifestDigest,
      archive_digest: version.archiveDigest,
      size: version.size,
      yanked: version.yanked,
    }));
    const newest = newestOf(pack);
    const chosen = versions.find(({ version }) => version === newest?.version);
    const { publisher, description, keywords, levels, agents } = pack;
    return {
      exit: 0,
      json: {
        ok: true,
        index: indexJson(opened),
        name,
        publisher,
        description,
        keywords,
        levels,
        agents,
        newest: newest?.version,
        versions,
      },
      text: (paint) => [
        ...indexLines(opened, paint),
        ...paint.pairs({
          pack: name,
          publisher,
          description,
          keywords: keywords.join(', '),
          levels: `${levels.min} to ${levels.max}`,
          agents: agents.join(', '),
        }),
        '',
        ...paint.table(
          versions.map(({ version, yanked, address }) => [
            version,
            yanked ? 'withdrawn' : '',
            address,
          ]),
        ),
        ...(chosen === undefined
          ? []
          : [
              '',
              paint.dim(`krci-ai pack pull ${chosen.address} --digest ${chosen.manifest_digest}`),
            ]),
      ],
    };
  },
});
