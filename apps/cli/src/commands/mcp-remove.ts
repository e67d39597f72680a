import { boolFlag, defineCommand, textFlag, type Outcome } from '../command.ts';
import { changeServers } from '../mcp/change-servers.ts';

/** `mcp remove`. */
export const command = defineCommand({
  path: ['mcp', 'remove'],
  explain:
    'Takes the gate away from the MCP servers of coding tools: their settings are as they were.',
  flags: {
    project: textFlag({ value: 'DIR', help: 'project; default the current folder' }),
    'dry-run': boolFlag({ help: 'say what would be written and write nothing' }),
  },
  example: 'gait mcp remove',
  notes: ['Nobody takes the gate away from inside a session that it governs.'],
  run: (context, { flags }): Outcome =>
    changeServers(context, {
      install: false,
      project: flags.project,
      dryRun: flags['dry-run'],
    }),
});
