import { CodedError, findNearest } from '@gait/canon';
import { defineCommand, type AnyCommand } from '../command.ts';
import { completionScript, SHELLS, type CompletionEntry } from '../completion-script.ts';
import { COMMON_FLAGS, type FlagSpecs } from '../flag-spec.ts';
import { AGENT_COMMANDS } from '../krci/agent-commands.ts';
import { DEBUG_FLAG } from '../krci/debug-flag.ts';
import { COMMANDS, type TableEntry } from '../table.ts';

/** `completion`: the script that makes a shell complete commands, flags and files. */
export const command = defineCommand({
  path: ['completion'],
  explain: 'Prints a script that teaches your shell to complete commands and flags.',
  flags: {},
  positionals: [{ name: 'shell', help: SHELLS.join(', ') }],
  example: 'gait completion bash',
  notes: [
    "bash        echo 'source <(gait completion bash)' >> ~/.bashrc",
    "zsh         echo 'source <(gait completion zsh)' >> ~/.zshrc",
    'fish        gait completion fish > ~/.config/fish/completions/gait.fish',
    'powershell  gait completion powershell | Out-String | Invoke-Expression   (in $PROFILE)',
  ],
  async run(context, { positionals }) {
    const wanted = positionals[0] ?? '';
    const shell = SHELLS.find((known) => known === wanted);
    if (shell === undefined) {
      const nearest = findNearest(wanted, SHELLS);
      throw new CodedError('arguments_invalid', `unknown shell: ${wanted}`, {
        hint: nearest === undefined ? `one of ${SHELLS.join(', ')}` : `did you mean ${nearest}`,
      });
    }
    const program = context.argv[0] ?? 'gait';
    const entries =
      program === 'krci-ai'
        ? await loadEntries(AGENT_COMMANDS, { debug: DEBUG_FLAG })
        : await loadEntries(COMMANDS);
    const script = completionScript(shell, program, entries);
    return { exit: 0, json: { ok: true, shell, script }, text: () => script.trimEnd().split('\n') };
  },
});

async function loadEntries(
  table: Readonly<Record<string, TableEntry>>,
  everywhere: FlagSpecs = {},
): Promise<CompletionEntry[]> {
  return await Promise.all(
    Object.entries(table).map(async ([path, entry]) => {
      const { flags } = await entry.load();
      return {
        path: path.split(' '),
        summary: entry.summary,
        flags: Object.entries({ ...flags, ...COMMON_FLAGS, ...everywhere }).map(([name, spec]) => ({
          name,
          help: spec.help,
          takesValue: spec.kind !== 'bool',
        })),
      };
    }),
  );
}

/** The same command under the other name of this executable. */
export const agentCompletion: AnyCommand = {
  ...command,
  example: inAgentWords(command.example),
  notes: (command.notes ?? []).map(inAgentWords),
};

function inAgentWords(text: string): string {
  return text.replaceAll(/\bgait\b/gu, 'krci-ai');
}
