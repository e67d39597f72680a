import { CodedError, toUtcSeconds } from '@gait/canon';
import { readDelegation, verifyDelegation, type DelegationCode } from '@gait/gate';
import { readWhole } from '@gait/local';
import { defineCommand, textFlag, type Outcome } from '../command.ts';
import { CHECKING_FLAGS, loadTrusted } from '../key-flags.ts';
import { splitList } from '../list-flag.ts';
import { parseGateProfile } from '../parse-gate-profile.ts';

/** What each code tells a person. */
const REASONS: Readonly<Record<DelegationCode, string>> = {
  delegation_token_invalid: 'a field is missing or cannot be right',
  delegation_token_signature_missing: 'it is not signed',
  delegation_token_signature_invalid: 'no trusted delegator signed exactly this',
  delegation_token_expired: 'its time is over',
  delegation_token_delegator_mismatch: 'somebody else delegates',
  delegation_token_delegate_mismatch: 'it is for somebody else',
  delegation_token_intent_mismatch: 'it is for another intent',
  delegation_token_policy_mismatch: 'it is for another policy',
  delegation_token_scope_mismatch: 'it does not reach that far',
  delegation_token_identity_mismatch: 'the key belongs to somebody other than the delegator',
  delegation_token_revoked: 'it was withdrawn',
  delegation_token_unknown_field: 'the file has fields that the signature does not cover',
};

/** `delegate verify`: does this delegation count, and for what. */
export const command = defineCommand({
  path: ['delegate', 'verify'],
  explain: 'Checks a delegation: signature, time, who acts for whom, and what for.',
  flags: {
    token: textFlag({ value: 'FILE', help: 'delegation' }),
    delegator: textFlag({ value: 'NAME', help: 'who must delegate' }),
    delegate: textFlag({ value: 'NAME', help: 'who must be the delegate' }),
    scope: textFlag({ value: 'LIST', help: 'scopes of which the delegation must have one' }),
    'intent-digest': textFlag({ value: 'HEX', help: 'intent it must be for' }),
    'policy-digest': textFlag({ value: 'HEX', help: 'policy it must be for' }),
    profile: textFlag({
      default: 'standard',
      value: 'NAME',
      help: 'compat accepts fields outside the signature, as the reference',
    }),
    ...CHECKING_FLAGS,
  },
  example: 'gait delegate verify --token delegation.json --public-key alice_public.key',
  notes: ['Exit status: 0 counts, 2 does not count, 6 cannot be read or no key.'],
  async run(context, { flags }): Promise<Outcome> {
    const path = flags.token;
    if (path.trim() === '') throw required('--token');
    const profile = parseGateProfile(flags.profile);
    const keys = await loadTrusted(context, flags, profile === 'strict' ? 'strict' : 'standard');
    if (keys === undefined) {
      throw new CodedError('key_missing', 'no key to check the delegation with', {
        hint: 'pass --public-key FILE, --public-key-env NAME or --trust FILE',
      });
    }
    const read = readDelegation(readWhole(context.resolve(path)), { file: path });
    const verdict = verifyDelegation(read, {
      profile,
      now: context.now(),
      keys,
      delegator: flags.delegator,
      delegate: flags.delegate,
      scopes: splitList(flags.scope),
      intentDigest: flags['intent-digest'],
      policyDigest: flags['policy-digest'],
    });
    if (!verdict.ok) return refusal(verdict.code, read.token.token_id, path);
    const { token, keyId } = verdict;
    return {
      exit: 0,
      json: {
        ok: true,
        token_id: token.token_id,
        token_path: path,
        delegator_identity: token.delegator_identity,
        delegate_identity: token.delegate_identity,
        scope: token.scope,
        scope_class: token.scope_class || undefined,
        expires_at: toUtcSeconds(token.expires_at),
        key_id: keyId,
        description: 'delegation token verified',
      },
      text: (paint) => [
        paint.verdict(true, `${token.delegate_identity} may act for ${token.delegator_identity}`),
        ...paint.pairs({
          token: path,
          scope: (token.scope ?? []).join(', '),
          expires: token.expires_at,
          key: keyId,
        }),
      ],
    };
  },
});

/** The code of a token stands where other commands have that of the exit status, as scripts expect. */
function refusal(code: DelegationCode, tokenId: string, path: string): Outcome {
  const error = `${code}: ${REASONS[code]}`;
  const hint = 'ask the delegator for a new token: gait delegate mint';
  return {
    exit: 2,
    json: {
      ok: false,
      token_id: tokenId || undefined,
      token_path: path,
      error,
      error_code: code,
      error_category: 'verification_failed',
      retryable: false,
      hint,
    },
    text: (paint) => [paint.verdict(false, `${path}: ${error}`), paint.dim(hint)],
  };
}

function required(flag: string): CodedError {
  return new CodedError('flag_invalid', `${flag} is required`, {
    hint: `pass ${flag} FILE`,
    where: { field: flag },
  });
}
