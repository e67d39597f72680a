import { canonicalize, sha256Hex } from '@gait/canon';
import type { HookCall } from '@gait/boundary';
import { openHookCalls, type AnsweredCall } from '@gait/local';
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
  patience: HookPatience,
): Promise<AnsweredCall> {
  const gate = await loadHookGate(context, call);
  const inputDigest = sha256Hex(canonicalize(call.input));
  const now = Number(context.now() / 1_000_000n);
  const name = { callId: call.callId, tool: call.tool, inputDigest };
  return await openHookCalls(gate.journal).answerOnce(name, now, patience.waitMs, async () => {
    const { verdict, reason, decision } = await decideToolCall(context, gate, call, patience);
    const advice =
      verdict === 'deny' && gate.warnings.length > 0 ? `. ${gate.warnings.join('. ')}` : '';
    return {
      verdict,
      reason: `${reason}${advice}`,
      sequence: decision.sessionSequence,
      at: now,
      inputDigest,
    };
  });
}
