import { PLUGIN_ASK } from './plugin-ask.ts';

/**
 * The plugin for OpenCode, behind the constants `FILE`, `WORDS` and `LIMIT_MS`. The input of a
 * call is frozen before it is shown to the gate: a plugin that comes later could change it after
 * it was judged, and what runs would not be what was allowed.
 */
export const OPENCODE_PLUGIN = `
import { execFile, spawnSync } from "node:child_process";
import { env } from "node:process";
${PLUGIN_ASK}
function freeze(value) {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const inner of Object.values(value)) freeze(inner);
}

export const Gait = async ({ client, directory }) => {
  const parents = new Map();
  const versions = new Map();
  const head = (hook_event_name, sessionID) => {
    let session_id = sessionID;
    for (let hops = 0; parents.has(session_id) && hops < 100; hops += 1) session_id = parents.get(session_id);
    const agent = session_id === sessionID ? {} : { agent_id: sessionID };
    const version = versions.get(session_id);
    return { hook_event_name, session_id, ...agent, cwd: directory, ...(version ? { version } : {}) };
  };
  // A name of an MCP tool is its server and its own name joined with _: only the list tells them apart.
  const servers = async (tool) => {
    if (!tool.includes('_')) return {};
    try {
      const { data } = await client.mcp.status();
      return { mcp_servers: Object.keys(data ?? {}) };
    } catch {
      return {};
    }
  };
  return {
    'tool.execute.before': async (input, output) => {
      freeze(output.args);
      const answer = await ask({
        ...head('tool.execute.before', input.sessionID),
        call_id: input.callID,
        tool_name: input.tool,
        tool_input: output.args ?? {},
        ...(await servers(input.tool)),
      });
      if (!answer.allowed) throw new Error('gait: ' + answer.reason);
    },
    'tool.execute.after': async (input, output) => {
      const exit = output?.metadata?.exit;
      await ask({
        ...head('tool.execute.after', input.sessionID),
        call_id: input.callID,
        tool_name: input.tool,
        tool_input: input.args ?? {},
        tool_response: short(output?.output ?? output?.content ?? ''),
        status: output?.isError ? 'error' : 'ok',
        ...(Number.isInteger(exit) ? { exit_code: exit } : {}),
        ...(await servers(input.tool)),
      });
    },
    event: async ({ event }) => {
      if (event.type !== 'session.created') return;
      const { id, parentID, version } = event.properties.info;
      if (parentID) return void parents.set(id, parentID);
      versions.set(id, version);
      await ask(head('session.created', id));
    },
    dispose: async () => {
      for (const id of versions.keys()) tell({ ...head('dispose', id), reason: 'dispose' });
    },
  };
};
`;
