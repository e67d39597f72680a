import { CodedError } from '@gait/canon';
import { newestOf, searchIndex } from '@gait/registry';
import { defineCommand, textFlag } from '../../command.ts';
import { intFlag } from '../../flag-spec.ts';
import { INDEX_FLAGS, indexJson, indexLines, openIndex } from './open-index.ts';

/** `krci-ai search`: find packs in an index. */
export const command = defineCommand({
  path: ['search'],
  explain: 'Finds packs in a signed index by name, keyword, agent, description or publisher.',
  flags: {
    ...INDEX_FLAGS,
    publisher: textFlag({ value: 'NAME', help: 'only packs of this publisher' }),
    level: intFlag({ value: 'LEVEL', help: 'only packs that bring something at this level' }),
  },
  positionals: [
    { name: 'words', help: 'all must be found; none lists everything', optional: true, rest: true },
  ],
  example: 'krci-ai search finance audit --index https://packs.example/index.json',
  notes: ['Without network the answer is that of the cache, and says how old it is.'],
  async run(context, { flags, positionals }) {
    if (flags.level < 0 || flags.level > 4) {
      throw new CodedError('flag_invalid', `there is no level ${flags.level}`, {
        hint: '1 to 4',
        where: { field: '--level' },
      });
    }
    const opened = await openIndex(context, flags);
    const found = searchIndex(opened.index, positionals, {
      ...(flags.publisher === '' ? {} : { publisher: flags.publisher }),
      ...(flags.level === 0 ? {} : { level: flags.level }),
    });
    const rows = found.map((pack) => ({ ...pack, version: newestOf(pack)?.version ?? '' }));
    return {
      exit: 0,
      json: {
        ok: true,
        index: indexJson(opened),
        packs: rows.map(({ name, version, publisher, description, keywords, levels, agents }) => ({
          name,
          version,
          publisher,
          description,
          keywords,
          levels,
          agents,
        })),
      },
      text: (paint) => [
        ...indexLines(opened, paint),
        ...(rows.length === 0
          ? ['no pack matches']
          : paint.table([
              ['NAME', 'VERSION', 'PUBLISHER', 'DESCRIPTION'],
              ...rows.map(({ name, version, publisher, description }) => [
                name,
                version,
                publisher,
                description,
              ]),
            ])),
      ],
    };
  },
});
