import { HOOK_ROWS } from '../hook-rows.ts';
import type { HookFile } from '../hook-row.ts';
import { CLINE_PLUGIN } from './cline-plugin.ts';
import { hookArguments, type HookCommand } from './hook-command.ts';
import { OPENCODE_PLUGIN } from './opencode-plugin.ts';

type WholeText = Extract<HookFile, { readonly kind: 'whole' }>['text'];

/** The first line of a file that is ours. */
const MARK = '// gait: decides each tool call before it runs. Written by gait hooks install.';

const MANIFEST = `{
  "name": "gait",
  "version": "1.0.0",
  "description": "Decides each tool call before it runs."
}
`;

/** The whole text of a file of ours. The same from release to release. */
export function wholeText(kind: WholeText, command: HookCommand): string {
  if (kind === 'goose_manifest') return MANIFEST;
  const { deadlineMs, toolTimeoutMs } = HOOK_ROWS[command.harness];
  return [
    MARK,
    `const FILE = ${JSON.stringify(command.executable)};`,
    // A plugin stands around the hook itself, and takes an answer alone for one.
    `const WORDS = ${JSON.stringify(hookArguments({ ...command, guarded: false }))};`,
    // Between the hook's own deadline and the end of the tool's patience.
    `const LIMIT_MS = ${Math.floor((deadlineMs + toolTimeoutMs) / 2)};`,
    kind === 'opencode_plugin' ? OPENCODE_PLUGIN : CLINE_PLUGIN,
  ].join('\n');
}

/** Whether a file was written by us, for whatever executable and project. */
export function isOwnFile(kind: WholeText, text: string): boolean {
  return kind === 'goose_manifest' ? text === MANIFEST : text.startsWith(`${MARK}\n`);
}
