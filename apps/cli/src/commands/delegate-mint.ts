import { CodedError, encodeRecord, prettyJson, toUtcSeconds } from '@gait/canon';
import { delegationTokenRecord, mintDelegation } from '@gait/gate';
import { writeWhole } from '@gait/local';
import { refuseOtherOutput } from '../approve/refuse-other-output.ts';
import { keyFilesOf, refuseUnsafeOutputs } from '../check-output.ts';
import { loadMinter } from '../approve/load-minter.ts';
import { readTtl } from '../approve/read-ttl.ts';
import { defineCommand, textFlag, type Outcome } from '../command.ts';
import { SIGNING_FLAGS } from '../key-flags.ts';
import { splitList } from '../list-flag.ts';

/** `delegate mint`: signs that one identity may act for another. */
export const command = defineCommand({
  path: ['delegate', 'mint'],
  explain: 'Signs a delegation: who may act for whom, within which scope and how long.',
  flags: {
    delegator: textFlag({ value: 'NAME', help: 'who delegates' }),
    delegate: textFlag({ value: 'NAME', help: 'who may act' }),
    scope: textFlag({ value: 'LIST', help: 'what the delegate may do' }),
    'scope-class': textFlag({ value: 'NAME', help: 'class of the delegation, counts as a scope' }),
    ttl: textFlag({ value: 'DURATION', help: 'how long the delegation counts, like 30m or 1h' }),
    'intent-digest': textFlag({ value: 'HEX', help: 'only for the intent with this digest' }),
    'policy-digest': textFlag({ value: 'HEX', help: 'only under the policy with this digest' }),
    out: textFlag({ value: 'FILE', help: 'where to write; default delegation_<id>.json' }),
    'key-mode': textFlag({ default: 'dev', value: 'MODE', help: 'prod signs with the given key' }),
    ...SIGNING_FLAGS,
  },
  example:
    'gait delegate mint --delegator alice --delegate agent.deploy --scope deploy --ttl 8h --key-mode prod --private-key alice.key',
  async run(context, { flags }): Promise<Outcome> {
    const ttl = readTtl(flags.ttl);
    const scope = splitList(flags.scope);
    if (scope.length === 0) {
      throw new CodedError('token_request_invalid', '--scope is required', {
        hint: 'name what the delegate may do, like write',
        where: { field: '--scope' },
      });
    }
    const { key, warnings } = await loadMinter(context, flags);
    const token = mintDelegation(
      {
        delegatorIdentity: flags.delegator,
        delegateIdentity: flags.delegate,
        scope,
        scopeClass: flags['scope-class'],
        intentDigest: flags['intent-digest'],
        policyDigest: flags['policy-digest'],
        now: context.now(),
        ttl,
        producerVersion: context.version,
      },
      key,
    );
    const path = flags.out.trim() || `delegation_${token.token_id}.json`;
    const text = prettyJson(encodeRecord(delegationTokenRecord, token));
    refuseUnsafeOutputs(context, [{ path, kind: 'other' }], keyFilesOf(flags));
    refuseOtherOutput(context, path);
    writeWhole(context.resolve(path), text, { makeFolders: true });
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
        key_id: key.keyId,
        warnings: warnings.length === 0 ? undefined : warnings,
        description: 'signed delegation token created',
      },
      text: (paint) => [
        paint.verdict(true, `${token.delegate_identity} may act for ${token.delegator_identity}`),
        ...paint.pairs({
          token: path,
          id: token.token_id,
          scope: (token.scope ?? []).join(', '),
          class: token.scope_class || undefined,
          intent: token.intent_digest || 'any',
          policy: token.policy_digest || 'any',
          expires: token.expires_at,
          key: key.keyId,
        }),
      ],
    };
  },
});
