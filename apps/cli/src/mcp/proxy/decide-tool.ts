import { isCodedError, sha256Hex } from '@gait/canon';
import type { AskedCall, CallRuling, HookCall, ToolFault } from '@gait/boundary';
import { appendEvent, OUTCOME_TOOL, parseDuration } from '@gait/local';
import type { Context } from '../../context.ts';
import { decideToolCall } from '../../hook/decide-tool-call.ts';
import { loadHookGate, type HookGate } from '../../hook/hook-gate.ts';
import { sessionContext } from '../../session-command.ts';
import type { ProxiedServer } from './proxied-server.ts';

/** Most clients give a request up after a minute: the answer has to be there before. */
const WAIT_MS = 50_000;

/**
 * Decides calls of one proxied server as a hook decides them: by the policy of the project, under
 * `strict`, read anew for each call, with its trace and its place in the session's journal.
 *
 * @param context with the project as its current folder
 */
export function decideBy(
  context: Context,
  server: ProxiedServer,
  sessionId: string,
): (asked: AskedCall, fault: ToolFault | undefined) => Promise<CallRuling> {
  return async (asked, fault) => {
    try {
      const gate = await loadHookGate(context, { harness: 'mcp', sessionId });
      return await rule(context, withhold(gate, fault), callOf(server, sessionId, asked), asked);
    } catch (error) {
      const code = isCodedError(error) ? error.code : 'internal_failure';
      const hint = isCodedError(error) ? (error.hint ?? '') : '';
      const reason =
        `gait blocked this call: ${(error as Error).message} (${code}). ${hint}`.trim();
      return { allowed: false, reason, codes: [code] };
    }
  };
}

async function rule(
  context: Context,
  gate: HookGate,
  call: HookCall,
  { isCancelled }: AskedCall,
): Promise<CallRuling> {
  const patience = { waitMs: waitOf(context), isLate: isCancelled };
  const { verdict, reason, decision } = await decideToolCall(context, gate, call, patience);
  if (verdict !== 'allow') {
    const advice = gate.warnings.length > 0 ? `. ${gate.warnings.join('. ')}` : '';
    return { allowed: false, reason: `${reason}${advice}`, codes: decision.ruling.reasonCodes };
  }
  return {
    allowed: true,
    ended: ({ outcome, result }) => {
      const sequence = decision.sessionSequence;
      if (sequence === undefined) return;
      const { trace } = decision;
      try {
        // Not looked up in the journal, which may be long: this process knows which call it was.
        appendEvent(
          gate.journal,
          {
            toolName: OUTCOME_TOOL,
            verdict: 'allow',
            traceId: trace.trace_id,
            policyDigest: trace.policy_digest,
            outcome: {
              sequence,
              outcome,
              result_digest: result === '' ? '' : sha256Hex(result),
            },
          },
          sessionContext(context),
        );
      } catch (error) {
        if (!isCodedError(error)) throw error;
        context.warn(`gait: what came of a call could not be recorded: ${error.message}`);
      }
    },
  };
}

function callOf({ name, project }: ProxiedServer, sessionId: string, asked: AskedCall): HookCall {
  const { tool, args } = asked;
  return {
    harness: 'mcp',
    sessionId,
    callId: '',
    tool: `${name}.${tool}`,
    input: args,
    folder: project,
    call: { kind: 'mcp', server: name, tool, args },
  };
}

/** The gate records why a tool is withheld, and blocks its calls whatever the policy says. */
function withhold(gate: HookGate, fault: ToolFault | undefined): HookGate {
  if (fault === undefined) return gate;
  const grounds = { reasonCodes: [fault.code], violations: [fault.code] };
  const guards = [...gate.setup.guards, { name: 'withheld tool', judge: () => grounds }];
  return { ...gate, setup: { ...gate.setup, guards } };
}

function waitOf({ env }: Context): number {
  const given = env['GAIT_APPROVAL_WAIT'];
  return given === undefined ? WAIT_MS : (parseDuration(given.trim()) ?? 0);
}
