import { findNearest } from '@gait/canon';
import { matchesName } from '../pack/pack-name.ts';
import type { PackManifest } from '../pack/pack-manifest.ts';
import { ANY_PUBLISHER, type SignerCheck } from '../trust/judge-signers.ts';
import type { PackTrust } from '../trust/trust-policy.ts';
import { refuse, type PackNote, type PackSignature, type Refusal } from './verdict.ts';

interface Judged {
  readonly signature: PackSignature;
  readonly notes: readonly PackNote[];
}

/**
 * Whether those who signed may provide what the manifest calls itself. Under `strict` nothing passes
 * without such a signature; otherwise only what claims no name and no publisher of the policy.
 */
export function judgePublisher(
  manifest: PackManifest,
  check: SignerCheck,
  { trust, profile }: { readonly trust?: PackTrust; readonly profile: 'standard' | 'strict' },
): Judged | Refusal {
  const { name, publisher } = manifest;
  // A key that a person named counts where the policy leaves the name open, and not against its owner.
  const owner = trust?.publishers.find(
    ({ name: other, packs }) =>
      other !== ANY_PUBLISHER && (other === publisher || grants(packs, name)),
  );
  const own = check.signers.filter(
    (signer) =>
      signer.publisher.name === publisher ||
      (signer.publisher.name === ANY_PUBLISHER && owner === undefined),
  );
  const granted = own.filter(({ publisher: { packs } }) => grants(packs, name));
  if (granted.length > 0) {
    const signers = [...new Set(granted.map(({ by }) => by))];
    return { signature: { status: 'verified', signers, strangers: [] }, notes: [] };
  }
  const [first] = own;
  if (first !== undefined) {
    return refuse(
      'pack_name_not_granted',
      `${publisher} signed this pack, and may not provide ${name}`,
      `add ${name} to the packs of ${publisher} in the trust policy if that is right`,
    );
  }
  const [stranger] = check.signers;
  if (stranger !== undefined) {
    return refuse(
      'pack_publisher_untrusted',
      stranger.publisher.name === ANY_PUBLISHER
        ? `the trust policy gives ${name} to ${owner?.name}, and another key signed it`
        : `the pack says it is of ${publisher}, and ${stranger.publisher.name} signed it`,
      'do not install this pack; ask its publisher',
    );
  }
  return judgeUnsigned(manifest, check, trust, profile);
}

function judgeUnsigned(
  { name, publisher }: PackManifest,
  check: SignerCheck,
  trust: PackTrust | undefined,
  profile: 'standard' | 'strict',
): Judged | Refusal {
  const why = check.faults.map(({ by, why: fault }) => `${by}: ${fault}`).join('; ');
  const known = trust?.publishers ?? [];
  // Somebody of the policy answers for this name: without a signature of his it is not his.
  const owner = known.find(({ name: other, packs }) => other === publisher || grants(packs, name));
  if (owner !== undefined || profile === 'strict') {
    const said =
      owner === undefined || owner.name === ANY_PUBLISHER
        ? ''
        : `; the trust policy gives ${name} to ${owner.name}`;
    return check.total === 0
      ? refuse('pack_unsigned', `the pack ${name} is not signed${said}`, SIGN)
      : refuse('pack_signature_invalid', `no signature of ${name} counts (${why})${said}`, TRUST);
  }
  const near = findNearest(name, namesOf(known));
  const notes: PackNote[] = [
    {
      code: check.total === 0 ? 'pack_unsigned_accepted' : 'pack_signature_ignored',
      detail:
        check.total === 0
          ? `${name} is not signed`
          : `${name} is signed by nobody whom the trust policy knows (${why})`,
    },
    ...(near === undefined
      ? []
      : [
          {
            code: 'pack_name_near' as const,
            detail: `did you mean ${near}, which is another pack?`,
          },
        ]),
  ];
  const status = check.total === 0 ? 'unsigned' : 'unknown';
  const strangers = [...new Set(check.faults.map(({ by }) => by))];
  return { signature: { status, signers: [], strangers }, notes };
}

const SIGN = 'ask its publisher for a signature (krci-ai pack sign)';
const TRUST = 'give the trust policy that names its publisher with --trust FILE';

function grants(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => matchesName(pattern, name));
}

function namesOf(publishers: PackTrust['publishers']): readonly string[] {
  return publishers.flatMap(({ packs }) => packs.filter((pattern) => !pattern.endsWith('*')));
}
