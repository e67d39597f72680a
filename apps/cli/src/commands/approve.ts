import { encodeRecord, formatTime, prettyJson, toUtcSeconds } from '@gait/canon';
import {
  approvalRecord,
  mintApproval,
  mintDenial,
  NONCE_BYTES,
  plainScope,
  readScopeClaims,
  type ApprovalRequest,
  type ApprovalToken,
} from '@gait/gate';
import { approvalFiles, recordDenial, writeWhole } from '@gait/local';
import { keyFilesOf, refuseUnsafeOutputs } from '../check-output.ts';
import { describeIntent } from '../approve/describe-intent.ts';
import { assertApprover } from '../approve/assert-approver.ts';
import { gateDefaults, VIEW_FLAGS } from '../approve/gate-view.ts';
import { loadMinter, type Minter } from '../approve/load-minter.ts';
import { readNotBefore, readTtl } from '../approve/read-ttl.ts';
import { readSubject, type Subject } from '../approve/read-subject.ts';
import { refuseOtherOutput } from '../approve/refuse-other-output.ts';
import { revokeByFlag } from '../approve/revoke-by-flag.ts';
import { boolFlag, defineCommand, textFlag, type Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { intFlag } from '../flag-spec.ts';
import { configuredProfile } from '../gate/configured-profile.ts';
import { SIGNING_FLAGS } from '../key-flags.ts';
import type { Paint } from '../paint.ts';

/** `approve`: signs that exactly this action may run, or that it may not. */
export const command = defineCommand({
  path: ['approve'],
  explain: 'Signs an approval of one action under one policy, for a time and perhaps for one use.',
  flags: {
    intent: textFlag({ value: 'FILE', help: 'intent to approve; it is shown before signing' }),
    policy: textFlag({ value: 'FILE', help: 'policy under which the action is decided' }),
    ...VIEW_FLAGS,
    'intent-digest': textFlag({ value: 'HEX', help: 'digest of the intent, instead of --intent' }),
    'policy-digest': textFlag({ value: 'HEX', help: 'digest of the policy, instead of --policy' }),
    'delegation-binding-digest': textFlag({
      value: 'HEX',
      help: 'digest of the delegation of the intent, when it has one',
    }),
    ttl: textFlag({ value: 'DURATION', help: 'how long the approval counts, like 30m or 1h' }),
    scope: textFlag({
      value: 'LIST',
      help: 'what is approved, like tool:tool.write; default: what --intent needs',
    }),
    approver: textFlag({ value: 'NAME', help: 'who approves; a trust file must name the key so' }),
    'reason-code': textFlag({ value: 'CODE', help: 'why, as a short code' }),
    'max-targets': intFlag({ help: 'most targets the action may have; 0 is no limit' }),
    'max-ops': intFlag({ help: 'most operations the action may have; 0 is no limit' }),
    'single-use': boolFlag({ help: 'the approval works once; default under --profile strict' }),
    'not-before': textFlag({ value: 'TIME', help: 'the approval does not count before this time' }),
    deny: boolFlag({ help: 'sign a denial: it wins over every approval of this action' }),
    revoke: textFlag({
      value: 'IDS',
      help: 'withdraw tokens instead, for good: ids or their files',
    }),
    revocations: textFlag({ value: 'FILE', help: 'list of withdrawn tokens, for --revoke' }),
    'dry-run': boolFlag({ help: 'show what would be signed and sign nothing' }),
    profile: textFlag({
      value: 'NAME',
      help: 'profile of the gate that decides; strict: own key, one use; default: gate.profile of the project, else standard',
    }),
    out: textFlag({ value: 'FILE', help: 'where to write; default approval_<id>.json' }),
    'key-mode': textFlag({ default: 'dev', value: 'MODE', help: 'prod signs with the given key' }),
    ...SIGNING_FLAGS,
  },
  example:
    'gait approve --intent call.json --policy .gait.yaml --ttl 1h --approver alice --reason-code change_4711 --single-use --key-mode prod --private-key alice.key',
  notes: [
    'A denial is kept on this machine as well, so that nobody has to bring it.',
    'Nobody approves from inside a session that the gate governs.',
  ],
  async run(context, { flags }): Promise<Outcome> {
    if (flags.revoke !== '') return await revokeByFlag(context, flags);
    const ttl = readTtl(flags.ttl);
    const notBefore = readNotBefore(flags['not-before']);
    const profile = await configuredProfile(context, flags);
    const inputs = [flags.intent, flags.policy, ...keyFilesOf(flags)];
    refuseUnsafeOutputs(context, [{ path: flags.out.trim(), kind: 'other' }], inputs);
    if (flags.out.trim() !== '') refuseOtherOutput(context, flags.out.trim());
    const subject = await readSubject(context, flags, profile);
    for (const line of preview(subject, flags.deny)) context.warn(line);
    const request: ApprovalRequest = {
      approverIdentity: flags.approver,
      reasonCode: flags['reason-code'],
      intentDigest: subject.intentDigest,
      policyDigest: subject.policyDigest,
      delegationBindingDigest: subject.delegationBindingDigest,
      scope: subject.scope,
      maxTargets: flags['max-targets'],
      maxOps: flags['max-ops'],
      now: context.now(),
      ttl,
      producerVersion: context.version,
      notBefore,
      nonce:
        flags['single-use'] || profile === 'strict' ? context.randomBytes(NONCE_BYTES) : undefined,
    };
    const minter = await loadMinter(context, flags, profile);
    assertApprover(context, await gateDefaults(context, flags), {
      ...minter,
      approver: flags.approver.trim(),
    });
    const token = flags.deny ? mintDenial(request, minter.key) : mintApproval(request, minter.key);
    const path = flags['dry-run'] ? undefined : store(context, flags.out, token, flags.deny);
    return outcome(token, path, subject, minter, flags.deny);
  },
});

/** What a person must have seen before the key is asked for. */
function preview({ prepared, policyClasses, intentDigest }: Subject, deny: boolean): string[] {
  const verb = deny ? 'denying' : 'approving';
  if (prepared !== undefined)
    return [`${verb} exactly this:`, ...describeIntent(prepared, policyClasses)];
  return [`${verb} the intent with digest ${intentDigest}, unseen: --intent FILE shows it`];
}

function store(context: Context, out: string, token: ApprovalToken, deny: boolean): string {
  const named = out.trim();
  const path = named === '' ? `${deny ? 'denial' : 'approval'}_${token.token_id}.json` : named;
  const text = prettyJson(encodeRecord(approvalRecord, token));
  writeWhole(context.resolve(path), text, { makeFolders: true });
  if (deny) recordDenial(approvalFiles(context).denials, token);
  return path;
}

function outcome(
  token: ApprovalToken,
  path: string | undefined,
  subject: Subject,
  { warnings }: Minter,
  deny: boolean,
): Outcome {
  const { nonce } = readScopeClaims(token.scope ?? []);
  const what = deny ? 'denial' : 'approval';
  const made = path === undefined ? `${what} checked, nothing was signed` : `${what} signed`;
  return {
    exit: 0,
    json: {
      ok: true,
      // Of a dry run there is no token that an id could name.
      token_id: path === undefined ? undefined : token.token_id,
      token_path: path,
      expires_at: toUtcSeconds(token.expires_at),
      reason_code: token.reason_code,
      scope: token.scope,
      max_targets: token.max_targets || undefined,
      max_ops: token.max_ops || undefined,
      key_id: token.signature?.key_id,
      single_use: nonce === '' ? undefined : true,
      denied: deny ? true : undefined,
      dry_run: path === undefined ? true : undefined,
      warnings: warnings.length === 0 ? undefined : warnings,
      shown: subject.prepared && describeIntent(subject.prepared, subject.policyClasses),
      description: path === undefined ? made : `signed ${what} token created`,
    },
    text: (paint) => [
      paint.verdict(true, made),
      ...describeToken(paint, token, path),
      ...(nonce === '' && !deny
        ? [paint.warn('it works until it expires; --single-use makes it work once')]
        : []),
      ...(subject.prepared === undefined ? [paint.dim('the intent was not shown')] : []),
    ],
  };
}

function describeToken(paint: Paint, token: ApprovalToken, path: string | undefined): string[] {
  const { nonce, notBefore } = readScopeClaims(token.scope ?? []);
  const limits = [
    token.max_targets > 0 ? `${token.max_targets} targets` : '',
    token.max_ops > 0 ? `${token.max_ops} operations` : '',
  ].filter((part) => part !== '');
  return paint.pairs({
    token: path,
    id: path === undefined ? undefined : token.token_id,
    approver: token.approver_identity,
    reason: token.reason_code,
    intent: token.intent_digest,
    policy: token.policy_digest,
    delegation: token.delegation_binding_digest || undefined,
    scope: plainScope(token.scope ?? []).join(', '),
    limits: limits.join(', ') || undefined,
    works: nonce === '' ? undefined : 'once',
    from: notBefore === undefined ? undefined : formatTime(notBefore),
    expires: token.expires_at,
    key: token.signature?.key_id,
  });
}
