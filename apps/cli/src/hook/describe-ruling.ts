import { findHeldTargets, heldCodes, type Decision, type GateSetup } from '@gait/boundary';
import { isCodedError, normalizeList, type Json } from '@gait/canon';
import type { CommandReading } from '@gait/commands';
import type { Intent } from '@gait/gate';
import { secretsHider } from '@gait/local';
import type { Context } from '../context.ts';
import { targetWords } from './target-words.ts';

/** A call that was decided. */
export interface JudgedCall {
  readonly setup: GateSetup;
  readonly intent: Intent;
  readonly reading: CommandReading | undefined;
  readonly decision: Decision;
}

/** Why a call was not let through. */
export interface HeldWords {
  /** One for each thing that is in the way, as the end of a sentence; never empty. */
  readonly held: readonly string[];
  /** Codes that held the call, and no others. */
  readonly codes: readonly string[];
}

/** What holds a call as a whole, whatever it touches. The first that applies is told. */
const WHOLE: readonly (readonly [RegExp, string])[] = [
  [/^policy_untrusted$/u, 'no person trusted the policy of this project yet'],
  [/^policy_changed$/u, 'the policy of this project changed since a person trusted it'],
  [
    /^policy_config_changed$/u,
    'the configuration of this project changed since a person trusted its policy',
  ],
  [/^kill_switch_/u, 'a person stopped such calls'],
  [/^gate_deadline$/u, 'the tool waits for the gate no longer'],
  [/^approval_denied$/u, 'a person said no to it'],
  [/^rate_limit_exceeded$/u, 'such calls were made too often'],
  [/^destructive_budget_exceeded$/u, 'too much was destroyed already'],
  [/^approval_token_already_used$/u, 'its approval was used already'],
  [/^approval_token_expired$/u, 'its approval came too late and counts no more'],
  [/^approval_token_revoked$/u, 'its approval was taken back'],
  [/^self_protection_command$/u, 'it would run a command of the gate itself'],
];

/** Why a thing is in the way. The first that applies is told. */
const BECAUSE: readonly (readonly [RegExp, string])[] = [
  [/^self_protection_private_key_read$/u, 'which is a private key, or leads to one'],
  [/^self_protection_unresolved$/u, 'and nobody can say where that leads'],
  [/^self_protection_/u, 'which the gate stands on'],
  [/^private_path$/u, 'which is private'],
  [/^guarded_path$/u, 'which is guarded'],
  [/^secret_blocked$/u, 'and that is a secret'],
  [
    /^(?:unknown_server|endpoint_domain_not_allowlisted)$/u,
    'a server that the policy does not name',
  ],
  [/^endpoint_domain_denied$/u, 'a server that the policy keeps out'],
  [/^endpoint_path_not_allowlisted$/u, 'which lies outside of what the policy allows'],
  [/^endpoint_path_denied$/u, 'which the policy keeps out'],
  [/^default_/u, 'and no rule of the policy is about that'],
];

/** What another code or the sentence says better. */
const IMPLIED =
  /^(?:approval_token_missing|endpoint_path_denied|endpoint_domain_\w+|destructive_apply_requires_approval|endpoint_destructive_operation)$/u;
/** More things than a person reads in one sentence. */
const MOST_TOLD = 8;

/** Why a call is not let through: which path, host or program, and the codes that held it. */
export function heldWords(
  context: Context,
  { setup, intent, reading, decision }: JudgedCall,
): HeldWords {
  const { ruling, outcome } = decision;
  const { matchedRule } = outcome;
  const { reasonCodes } = ruling;
  const left = heldCodes(setup, { matchedRule, reasonCodes });
  for (const [pattern, text] of WHOLE) {
    const codes = left.filter((code) => pattern.test(code));
    if (codes.length > 0) return { held: [text], codes };
  }
  const found = findHeldTargets(setup, intent)
    .map((one) => ({ ...one, codes: one.codes.filter((code) => reasonCodes.includes(code)) }))
    .filter(
      ({ codes, verdict }) =>
        codes.length > 0 && (verdict === 'block') === (ruling.verdict === 'block'),
    );
  if (found.length === 0) {
    return {
      held: ['the policy does not let it through by itself'],
      codes: telling(left, reasonCodes),
    };
  }
  const hide = secretsHider(intent as unknown as Json, context.env);
  const lines = found.map(({ target, codes }) => {
    const because = BECAUSE.find(([pattern]) => codes.some((code) => pattern.test(code)));
    const does = targetWords(target, { tool: intent.tool_name, reading });
    return hide(`it would ${does}${because === undefined ? '' : `, ${because[1]}`}`);
  });
  const codes = normalizeList(found.flatMap((one) => one.codes));
  return { held: [...new Set(lines)].slice(0, MOST_TOLD), codes: telling(codes, reasonCodes) };
}

/** What says nothing beside others is left out, unless there is nothing else. */
function telling(codes: readonly string[], all: readonly string[]): readonly string[] {
  const told = codes.filter((code) => !IMPLIED.test(code));
  return told.length > 0 ? told : codes.length > 0 ? codes : all;
}

/**
 * What the model and the person are told of a ruling: one sentence that names what is in the way,
 * then the codes. No full stop at its end: the caller may go on.
 *
 * @param words of `heldWords`; undefined for a call that may run
 */
export function describeRuling(
  { ruling }: Pick<Decision, 'ruling'>,
  words: HeldWords | undefined,
  waitingId: string,
): string {
  if (words === undefined) return `gait allowed this call: ${ruling.reasonCodes.join(', ')}`;
  const [first = '', ...more] = words.held;
  const others =
    more.length === 0 ? '' : `, and ${more.length} more ${more.length === 1 ? 'thing' : 'things'}`;
  const why = `${first}${others} (${words.codes.join(', ')})`;
  switch (ruling.verdict) {
    case 'require_approval':
      return (
        `gait: this call needs a person's approval: ${why}. Ask the person to look at it ` +
        `with "gait approvals show ${waitingId}" in a terminal of their own. After the approval try ` +
        'the very same call again; do not try another way around'
      );
    case 'dry_run':
      return `gait: this call may only be tried out, not run: ${why}`;
    default:
      return `gait blocked this call: ${why}${isForPerson(words) ? FOR_PERSON : ''}`;
  }
}

const FOR_PERSON = '. Only a person can change that: tell them, and do not try another way around';

function isForPerson({ codes }: HeldWords): boolean {
  return codes.some((code) => /^(?:policy_|kill_switch_|self_protection_)/u.test(code));
}

/**
 * What the model is told when a call could not be decided. Hints of the command line are for the
 * person who runs it; the model is told to ask.
 */
export function describeFault(error: unknown): string {
  const code = isCodedError(error) ? error.code : 'internal_failure';
  const { message } = error as Error;
  const repair = REPAIRS[code] ?? 'gait check';
  return `gait cannot decide this call: ${message} (${code}). A person can repair that; ask them to run "${repair}" in a terminal of their own`;
}

/** What a person looks at first; everything else shows itself there. */
const REPAIRS: Readonly<Record<string, string>> = {
  waiting_calls_limit: 'gait approvals clear --all',
  internal_failure: 'gait doctor',
};
