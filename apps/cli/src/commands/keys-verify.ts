import { trimSpace } from '@gait/canon';
import { defineCommand, textFlag } from '../command.ts';
import { loadSigner, SIGNING_FLAGS } from '../key-flags.ts';

/** `keys verify`: can the keys be read, and are they halves of one pair. */
export const command = defineCommand({
  path: ['keys', 'verify'],
  explain: 'Checks that a private key can be read and that a public key belongs to it.',
  flags: {
    ...SIGNING_FLAGS,
    'public-key': textFlag({
      value: 'FILE',
      help: 'public key that must belong to the private one',
    }),
    'public-key-env': textFlag({ value: 'NAME', help: 'variable that holds the public key' }),
  },
  example:
    'gait keys verify --private-key gait-out/keys/gait_private.key --public-key gait-out/keys/gait_public.key',
  async run(context, { flags }) {
    const { key, warnings } = await loadSigner(context, flags, 'prod');
    const messages = warnings.map((warning) => warning.message);
    for (const message of messages) context.warn(`warning: ${message}`);
    const privateSource = sourceName(
      flags['private-key'],
      flags['private-key-env'],
      flags['private-key-command'],
    );
    const publicSource = sourceName(flags['public-key'], flags['public-key-env'], '');
    return {
      exit: 0,
      json: {
        ok: true,
        key_id: key.keyId,
        private_key_source: privateSource,
        public_key_source: publicSource,
        // The default algorithm is not named, as in the reference.
        alg: key.alg === 'ed25519' ? undefined : key.alg,
      },
      text: (paint) => [
        paint.verdict(true, 'the key can be read and its halves belong together'),
        ...paint.pairs({
          'key id': key.keyId,
          algorithm: key.alg,
          private: privateSource,
          public: publicSource,
        }),
      ],
    };
  },
});

/** Where a key came from, as the reference names it. */
function sourceName(path: string, variable: string, program: string): string {
  if (trimSpace(path) !== '') return `path:${trimSpace(path)}`;
  if (trimSpace(variable) !== '') return `env:${trimSpace(variable)}`;
  return trimSpace(program) === '' ? 'derived' : 'command';
}
