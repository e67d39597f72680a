import { rotateKeys } from '@gait/local';
import { assertPerson } from '../approve/assert-person.ts';
import { defineCommand } from '../command.ts';
import { KEY_PAIR_FLAGS, keyPairOutcome, readKeyPairFlags } from '../key-pair.ts';

/** `keys rotate`: the next pair, the old one stays for what it signed. */
export const command = defineCommand({
  path: ['keys', 'rotate'],
  explain: 'Makes a further key pair named by the time and leaves the present one where it is.',
  flags: KEY_PAIR_FLAGS,
  example: 'gait keys rotate --out-dir ~/.config/gait/keys --prefix release',
  run(context, { flags }) {
    assertPerson(context);
    const request = readKeyPairFlags(context, flags);
    const made = rotateKeys(request, Number(context.now() / 1_000_000n));
    return keyPairOutcome(flags, made, context);
  },
});
