import { CodedError, toLower, trimSpace } from '@gait/canon';
import {
  approvalNeeds,
  delegationBindingDigest,
  parsePolicy,
  policyDigest,
  type PreparedIntent,
  type Profile,
} from '@gait/gate';
import { readWhole } from '@gait/local';
import type { Context } from '../context.ts';
import { splitList } from '../list-flag.ts';
import { viewIntent, type ViewRequest } from './gate-view.ts';

/** Flags that say what is approved: by digest, or by the files themselves. */
export interface SubjectFlags extends ViewRequest {
  readonly 'intent-digest': string;
  readonly 'policy-digest': string;
  readonly 'delegation-binding-digest': string;
  readonly scope: string;
  readonly deny: boolean;
}

/** What an approval is for. */
export interface Subject {
  readonly intentDigest: string;
  readonly policyDigest: string;
  readonly delegationBindingDigest: string;
  readonly scope: readonly string[];
  /** Undefined when only its digest was given: then nobody saw what is approved. */
  readonly prepared: PreparedIntent | undefined;
  /** What the policy says that tools do. */
  readonly policyClasses: ReadonlyMap<string, string> | undefined;
}

/**
 * Resolves the flags. Digests of files are computed; one that was given besides must be the same.
 * Without `--scope` an intent's own needs are the scope. Errors: `token_request_invalid`, those of
 * `readWhole`, `parsePolicy` and `viewIntent`.
 */
export async function readSubject(
  context: Context,
  flags: SubjectFlags,
  profile: Profile,
): Promise<Subject> {
  const policy = computedPolicy(context, flags.policy);
  const view = await viewIntent(context, flags, profile);
  const prepared = view?.prepared;
  const binding = prepared && delegationBindingDigest(prepared.intent);
  return {
    intentDigest: agree('intent-digest', flags['intent-digest'], prepared?.intentDigest),
    policyDigest: agree('policy-digest', flags['policy-digest'], policy),
    delegationBindingDigest: agree(
      'delegation-binding-digest',
      flags['delegation-binding-digest'],
      binding,
    ),
    scope: scopeOf(flags, prepared),
    prepared,
    policyClasses: view?.policyClasses,
  };
}

function scopeOf(flags: SubjectFlags, prepared: PreparedIntent | undefined): readonly string[] {
  const given = splitList(flags.scope);
  if (given.length > 0) return given;
  if (prepared !== undefined) return approvalNeeds(prepared.intent).scopes;
  // A denial refuses the whole action, whatever it is asked for.
  if (flags.deny) return ['*'];
  throw new CodedError('token_request_invalid', '--scope is required', {
    hint: 'name scopes like tool:tool.write, or pass --intent FILE',
    where: { field: '--scope' },
  });
}

function computedPolicy(context: Context, path: string): string | undefined {
  if (trimSpace(path) === '') return undefined;
  return policyDigest(parsePolicy(readWhole(context.resolve(trimSpace(path))), { file: path }));
}

function agree(flag: string, given: string, computed: string | undefined): string {
  if (computed === undefined) return given;
  if (trimSpace(given) === '' || toLower(trimSpace(given)) === computed) return computed;
  throw new CodedError('token_request_invalid', `--${flag} is not the digest of the file`, {
    hint: `leave --${flag} out, or find out which of both was meant`,
    where: { field: `--${flag}` },
  });
}
