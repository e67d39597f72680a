import { addressToTell, type VerifiedPack } from '@gait/registry';
import { defineCommand, textFlag } from '../../command.ts';
import { packJson, packLines } from './describe-pack.ts';
import { expectedOf, fetchPack, refusalError } from './fetch-verified.ts';
import { SOURCE_FLAGS } from './source-place.ts';
import { resolveTrust, TRUST_FLAGS } from './trust-flags.ts';

/** `krci-ai pack verify`: may this pack be installed here. */
export const command = defineCommand({
  path: ['pack', 'verify'],
  explain: 'Checks a pack: digests, signatures, who may provide it, every file; installs nothing.',
  flags: {
    ...TRUST_FLAGS,
    ...SOURCE_FLAGS,
    digest: textFlag({ value: 'SHA256', help: 'digest that its manifest must have' }),
    name: textFlag({ value: 'NAME', help: 'name that it must have' }),
  },
  positionals: [{ name: 'pack', help: 'path or address of the pack' }],
  example: 'krci-ai pack verify finance-1.0.0.zip --trust trust.json --profile strict',
  notes: [
    'Without --trust, pack-trust.json of your configuration folder counts, if it is there.',
    'Exit status: 0 verified, 2 refused, 6 cannot be read, 7 cannot be reached, 8 unsafe content.',
  ],
  async run(context, { flags, positionals: [address = ''] }) {
    const trust = await resolveTrust(context, flags);
    const told = addressToTell(address);
    const { verdict } = await fetchPack(context, address, {
      trust,
      expected: expectedOf(flags),
      blobHosts: flags['blob-host'],
    });
    if (!verdict.ok) return { json: { pack: told }, error: refusalError(verdict, address) };
    return {
      exit: 0,
      json: { ok: true, ...packJson(verdict) },
      text: (paint) => [
        paint.verdict(true, `${told} ${WORTH[verdict.signature.status]}`),
        ...packLines(verdict, paint),
      ],
    };
  },
});

const WORTH: Readonly<Record<VerifiedPack['signature']['status'], string>> = {
  verified: 'verifies',
  unknown: 'is whole, and signed by nobody whom your trust policy knows',
  unsigned: 'is whole, and unsigned',
};
