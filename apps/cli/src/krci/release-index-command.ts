import { CodedError, formatTime } from '@gait/canon';
import { cleanPath, isThere, readWhole, writeWhole } from '@gait/local';
import {
  addRelease,
  encodeReleaseIndex,
  parseReleaseIndex,
  RELEASE_LIMITS,
  withdrawRelease,
} from '@gait/registry';
import { boolFlag, defineCommand, textFlag } from '../command.ts';
import { durationFlag } from '../duration-flag.ts';

/** `krci-ai release-index`: make what `check-updates` reads. */
export const command = defineCommand({
  path: ['release-index'],
  explain:
    'Adds a version of krci-ai to the index that check-updates reads, for any web server; sign it with pack sign.',
  flags: {
    out: textFlag({
      value: 'FILE',
      default: 'releases.json',
      help: 'the index; extended when it is there',
    }),
    date: textFlag({ value: 'YYYY-MM-DD', help: 'day of the release; default today, in UTC' }),
    url: textFlag({ value: 'URL', help: 'https:// where a person reads about it and gets it' }),
    withdraw: textFlag({ value: 'VERSION', help: 'offer this version to nobody any more' }),
    valid: durationFlag({ default: '2160h', help: 'how long this edition is believed' }),
    'dry-run': boolFlag({ help: 'show what would be in it; write nothing' }),
  },
  positionals: [
    { name: 'version', help: 'the version; none only renews the time', optional: true },
  ],
  example: 'krci-ai release-index 1.5.0 --url https://releases.example.com/1.5.0',
  notes: [
    'The channel follows from the version: 1.5.0 is stable, 1.5.0-rc.1 is rc.',
    'Make and sign a new edition before the time of the last one is over, also when nothing is new.',
    'Exit status: 0 written, 6 a version, day or address that nobody would read.',
  ],
  run(context, { flags, positionals: [version = ''] }) {
    const target = context.resolve(flags.out);
    const before = isThere(target)
      ? parseReleaseIndex(readWhole(target, { maxBytes: RELEASE_LIMITS.indexBytes }))
      : undefined;
    if (version === '' && (flags.url !== '' || flags.date !== '')) {
      throw new CodedError('arguments_invalid', 'an address or a day of no version', {
        hint: 'name the version: krci-ai release-index 1.5.0 --url https://…',
      });
    }
    const now = context.now();
    const kept =
      flags.withdraw === ''
        ? (before?.releases ?? [])
        : withdrawRelease(before?.releases ?? [], flags.withdraw);
    const date = flags.date === '' ? formatTime(now).slice(0, 10) : flags.date;
    const bytes = encodeReleaseIndex({
      createdAt: now,
      expiresAt: now + BigInt(Math.round(flags.valid)) * 1_000_000n,
      releases: version === '' ? kept : addRelease(kept, { version, date, url: flags.url }),
    });
    const { expiresAt, releases } = parseReleaseIndex(bytes);
    const dry = flags['dry-run'];
    if (!dry) writeWhole(target, bytes, { mode: 0o644, makeFolders: true });
    const path = cleanPath(flags.out);
    return {
      exit: 0,
      json: {
        ok: true,
        path,
        written: !dry,
        expires_at: formatTime(expiresAt),
        releases: releases.map(({ version: name, channel, withdrawn }) => ({
          version: name,
          channel,
          withdrawn,
        })),
      },
      text: (paint) => [
        paint.verdict(true, `${dry ? 'would write' : 'wrote'} ${path}`),
        ...paint.pairs({ releases: releases.length, 'believed until': formatTime(expiresAt) }),
        paint.dim(`sign it: krci-ai pack sign ${path} --private-key FILE`),
      ],
    };
  },
});
