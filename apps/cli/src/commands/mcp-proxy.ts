import { defineCommand } from '../command.ts';
import { answerOnce } from '../mcp/once-answer.ts';
import { ONCE_FLAGS } from '../mcp/once-flags.ts';

/** `mcp proxy`. */
export const command = defineCommand({
  path: ['mcp', 'proxy'],
  explain:
    'Judges one call of an MCP client by the policy and writes a signed trace; runs nothing.',
  flags: ONCE_FLAGS,
  example: 'gait mcp proxy --policy .gait.yaml --call call.json --json',
  run: (context, { flags }) => answerOnce(context, flags),
});
