import { resolve } from 'node:path';
import { textFlag, defineCommand, type Outcome } from '../command.ts';
import { ONCE_FLAGS } from '../mcp/once-flags.ts';

/** `mcp proxy`: in front of a server, or one call that is judged. */
export const command = defineCommand({
  path: ['mcp', 'proxy'],
  explain:
    'Stands in front of an MCP server and lets through what the policy allows; with --call judges one call and runs nothing.',
  flags: {
    ...ONCE_FLAGS,
    server: textFlag({
      value: 'NAME',
      help: 'what policies call the server: mcp.NAME.TOOL; default from its command',
    }),
    project: textFlag({
      value: 'DIR',
      help: 'project whose policy decides; default the current folder',
    }),
  },
  positionals: [
    {
      name: 'command',
      help: 'program of the server and its arguments',
      optional: true,
      rest: true,
    },
  ],
  flagsAfterPositionals: false,
  example: 'gait mcp proxy -- npx -y @modelcontextprotocol/server-filesystem .',
  notes: [
    'The flags --server and --project are for the first form, all others for --call.',
    'A call that needs a person waits for gait approvals; GAIT_APPROVAL_WAIT says how long.',
    'A tool that changed since it was first seen is withheld until: gait mcp trust.',
  ],
  async run(context, { flags, positionals }): Promise<Outcome> {
    const [program, ...rest] = positionals;
    if (program === undefined) {
      const { answerOnce } = await import('../mcp/once-answer.ts');
      return await answerOnce(context, flags);
    }
    const { serverName } = await import('../mcp/proxy/proxied-server.ts');
    const { runProxy } = await import('../mcp/proxy/run-proxy.ts');
    const server = {
      name: serverName(flags.server.trim(), positionals),
      command: [program, ...rest] as const,
      project: resolve(context.cwd, flags.project),
    };
    return { exit: await runProxy(context, server), json: { ok: true }, text: () => [] };
  },
});
