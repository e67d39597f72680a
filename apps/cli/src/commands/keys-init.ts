import { initKeys } from '@gait/local';
import { assertPerson } from '../approve/assert-person.ts';
import { boolFlag, defineCommand } from '../command.ts';
import { KEY_PAIR_FLAGS, keyPairOutcome, readKeyPairFlags } from '../key-pair.ts';

/** `keys init`: a new signing key pair. */
export const command = defineCommand({
  path: ['keys', 'init'],
  explain: 'Makes a signing key pair and writes both halves to files that only you can read.',
  flags: {
    ...KEY_PAIR_FLAGS,
    force: boolFlag({ help: 'replace a key pair that is there already' }),
  },
  example: 'gait keys init --out-dir ~/.config/gait/keys --prefix release',
  run(context, { flags }) {
    assertPerson(context);
    const request = readKeyPairFlags(context, flags);
    return keyPairOutcome(flags, initKeys({ ...request, force: flags.force }), context);
  },
});
