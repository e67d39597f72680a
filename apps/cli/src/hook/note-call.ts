import type { Decision, HookCall } from '@gait/boundary';
import { noteAsked, secretsHider } from '@gait/local';
import { askedWords } from '../approvals/asked-words.ts';
import type { Context } from '../context.ts';
import { dayOf } from './day-of.ts';
import type { HookGate } from './hook-gate.ts';

/**
 * Notes what was asked for the person who reviews a day of decisions on this machine. The evidence
 * itself keeps digests; where a project records nothing of its sessions, nothing is noted either.
 */
export function noteCall(
  context: Context,
  { settings }: HookGate,
  { tool, input, call }: HookCall,
  { trace }: Decision,
): void {
  if (settings.record === 'off') return;
  const isForeign = call.kind === 'mcp';
  const words = askedWords(tool, input, isForeign);
  const asked = secretsHider(
    input,
    context.env,
  )(words.startsWith(tool) ? words : `${tool} ${words}`);
  noteAsked(context.cwd, { day: dayOf(context), eventId: trace.event_id, asked }, context);
}
