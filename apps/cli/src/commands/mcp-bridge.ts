import { defineCommand } from '../command.ts';
import { answerOnce } from '../mcp/once-answer.ts';
import { ONCE_FLAGS } from '../mcp/once-flags.ts';

/** `mcp bridge`: the same judgement of one call under its older name. */
export const command = defineCommand({
  path: ['mcp', 'bridge'],
  explain:
    'Judges one call of an MCP client by the policy and writes a signed trace; runs nothing.',
  flags: ONCE_FLAGS,
  example: 'gait mcp bridge --policy .gait.yaml --call call.json --json',
  notes: ['The same as mcp proxy with --call.'],
  run: (context, { flags }) => answerOnce(context, flags),
});
