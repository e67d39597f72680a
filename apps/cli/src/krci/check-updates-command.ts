import { defineCommand, textFlag } from '../command.ts';
import { findUpdate } from './find-update.ts';
import { updateSettings } from './update-settings.ts';

const TIME_LIMIT_MS = 10_000;

/** `krci-ai check-updates`: whether there is a newer version. Nothing is downloaded or changed. */
export const command = defineCommand({
  path: ['check-updates'],
  explain: 'Asks a signed release index whether there is a newer version of this executable.',
  flags: {
    channel: textFlag({
      help: 'stable, rc, beta or dev; default that of this version',
      value: 'NAME',
    }),
    index: textFlag({ help: 'address of the release index: https, file or a path', value: 'URL' }),
    'index-key': textFlag({ help: 'public key that the index is signed with', value: 'FILE' }),
  },
  positionals: [
    { name: 'nothing', help: 'further words are not looked at', optional: true, rest: true },
  ],
  example:
    'krci-ai check-updates --index https://releases.example.com/krci-ai.json --index-key release.pub',
  notes: [
    'Also KRCI_AI_RELEASE_INDEX, KRCI_AI_RELEASE_KEY and KRCI_AI_CHANNEL, or updates.json (index, key, channel) in',
    'the configuration folder of the user. A repository cannot set them.',
    'The signatures stand beside the index, in a file with .sig.json behind its name.',
    'Exit status: 0 an answer, newer or not (available in --json); 2 not signed as it must be, or too old;',
    '7 offline, or no index is known.',
  ],
  async run(context, { flags }) {
    const settings = updateSettings(context, flags);
    const { available, newest, index, signedBy } = await findUpdate(
      context,
      settings,
      TIME_LIMIT_MS,
    );
    const { channel } = settings;
    return {
      exit: 0,
      json: {
        ok: true,
        available,
        current: context.version,
        channel,
        latest: newest?.version ?? null,
        ...(newest === undefined ? {} : { date: newest.date, url: newest.url }),
        index,
        signed_by: signedBy,
      },
      text: (paint) => {
        if (newest === undefined) return [`the channel ${channel} has no release`];
        if (!available)
          return [paint.verdict(true, `krci-ai ${context.version} is the newest of ${channel}`)];
        return [
          `krci-ai ${paint.bold(newest.version)} is there since ${newest.date}; this is ${context.version}`,
          newest.url,
        ];
      },
    };
  },
});
