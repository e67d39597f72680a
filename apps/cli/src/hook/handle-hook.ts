import { canonicalize, sha256Hex } from '@gait/canon';
import type { HookCall } from '@gait/boundary';
import { openHookCalls } from '@gait/local';
import type { Context } from '../context.ts';
import { decideToolCall, type HookPatience } from './decide-tool-call.ts';
import { loadHookGate } from './hook-gate.ts';

/**
 * Answers one call of a coding tool.
 *
 * @param context with the project as its current folder
 * @throws CodedError whatever keeps the call from being decided: the caller denies
 */
export async function answerToolCall(
  context: Context,
  call: HookCall,
  patience: HookPatience & { readonly askedAt: number },
): Promise<{ readonly verdict: 'allow' | 'deny'; readonly reason: string }> {
  const gate = await loadHookGate(context, call);
  const asked = {
    callId: call.callId,
    tool: call.tool,
    inputDigest: sha256Hex(canonicalize(call.input)),
    folder: call.folder,
    askedAt: patience.askedAt,
  };
  const now = (): number => Number(context.now() / 1_000_000n);
  const answer = await openHookCalls(gate.journal).answerOnce(
    asked,
    now,
    patience.waitMs,
    async () => {
      const { verdict, reason, decision } = await decideToolCall(context, gate, call, patience);
      const advice =
        verdict === 'deny' && gate.warnings.length > 0 ? `. ${gate.warnings.join('. ')}` : '';
      return {
        verdict,
        reason: `${reason}${advice}`,
        sequence: decision.sessionSequence,
        isApproved: verdict === 'allow' && decision.approvals.approvals !== undefined,
      };
    },
  );
  return answer === 'asked_twice' ? ASKED_TWICE : answer;
}

/** Which of two messages is the call cannot be told, and an approval lets exactly one run. */
const ASKED_TWICE = {
  verdict: 'deny',
  reason:
    'gait: two of its hooks ask about this call at once, and an approval lets one call run. A person ' +
    'takes one of them out: gait hooks status shows them (hook_asked_twice)',
} as const;
