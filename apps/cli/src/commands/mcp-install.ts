import { boolFlag, defineCommand, textFlag, type Outcome } from '../command.ts';
import { changeServers } from '../mcp/change-servers.ts';

/** `mcp install`. */
export const command = defineCommand({
  path: ['mcp', 'install'],
  explain: 'Puts the gate in front of the MCP servers that the settings of coding tools start.',
  flags: {
    project: textFlag({ value: 'DIR', help: 'project; default the current folder' }),
    'dry-run': boolFlag({ help: 'say what would be written and write nothing' }),
  },
  example: 'gait mcp install',
  notes: [
    'Settings in JSON are changed (.mcp.json, .cursor/mcp.json, .vscode/mcp.json, .gemini/settings.json and others); gait mcp remove gives them back as they were.',
    'Servers that are reached over the network are not covered, and are told.',
  ],
  run: (context, { flags }): Outcome =>
    changeServers(context, {
      install: true,
      project: flags.project,
      dryRun: flags['dry-run'],
    }),
});
