import { PLUGIN_ASK } from './plugin-ask.ts';

/** The plugin for Cline, behind the constants `FILE`, `WORDS` and `LIMIT_MS`. */
export const CLINE_PLUGIN = `
import { execFile, spawnSync } from "node:child_process";
import { cwd, env } from "node:process";
${PLUGIN_ASK}
const started = new Set();
const head = (hook_event_name, snapshot) => ({
  hook_event_name,
  session_id: snapshot?.conversationId ?? snapshot?.runId ?? 'unknown',
  ...(snapshot?.parentAgentId ? { agent_id: snapshot.agentId } : {}),
  cwd: cwd(),
});

async function begin(snapshot) {
  const message = head('agent_start', snapshot);
  if (started.has(message.session_id)) return;
  started.add(message.session_id);
  tell(message);
}

export default {
  name: 'gait',
  manifest: { capabilities: ['hooks'] },
  hooks: {
    beforeRun: async ({ snapshot }) => begin(snapshot),
    beforeTool: async ({ snapshot, toolCall, input }) => {
      const answer = await ask({
        ...head('tool_call', snapshot),
        call_id: toolCall.toolCallId,
        tool_name: toolCall.toolName,
        tool_input: input ?? {},
      });
      return answer.allowed ? undefined : { skip: true, reason: 'gait: ' + answer.reason };
    },
    afterTool: async ({ snapshot, toolCall, input, result }) => {
      const output = result?.output ?? result;
      const parts = Array.isArray(output) ? output : [output];
      const bad = result?.isError === true || parts.some((part) => part?.success === false || part?.error);
      tell({
        ...head('tool_result', snapshot),
        call_id: toolCall.toolCallId,
        tool_name: toolCall.toolName,
        tool_input: input ?? {},
        tool_response: short(output ?? ''),
        status: bad ? 'error' : 'ok',
      });
    },
    afterRun: async ({ snapshot }) => tell({ ...head('agent_end', snapshot), reason: snapshot?.status ?? 'end' }),
  },
};
`;
