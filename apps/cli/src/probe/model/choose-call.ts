import { fieldsOf, type ModelCall, type OfferedTool } from './wire.ts';

/** One step of a script: a command in whatever shell the tool has, an MCP tool, or a tool by its name. */
export type ScriptedStep =
  | { readonly kind: 'shell'; readonly command: string }
  | { readonly kind: 'mcp'; readonly part: string; readonly input: unknown }
  | {
      readonly kind: 'tool';
      readonly name: string;
      /** Of a tool that is not offered before it was looked for (OpenAI Responses). */
      readonly group?: string;
      readonly input: unknown;
    };

/** Names of the shell tools of coding tools, the likeliest first. */
const SHELLS: readonly string[] = [
  ...['Bash', 'bash', 'exec_command', 'shell_command', 'shell', 'local_shell'],
  ...['run_shell_command', 'execute_command', 'run_command', 'run_commands'],
];

/** The call of a step among the tools that are offered; undefined: none fits, the model says so in words. */
export function chooseCall(
  step: ScriptedStep,
  tools: readonly OfferedTool[],
): ModelCall | undefined {
  switch (step.kind) {
    case 'shell': {
      const tool = SHELLS.map((name) => tools.find((one) => one.name === name)).find(
        (one) => one !== undefined,
      );
      return tool && { tool, input: shellInput(tool, step.command) };
    }
    case 'mcp': {
      const tool = tools.find(({ name }) => name.includes(step.part));
      return tool && { tool, input: step.input };
    }
    case 'tool': {
      const known = tools.find(({ name }) => name === step.name);
      // A tool that is not offered is called all the same: models do that, too.
      const group = step.group === undefined ? {} : { group: step.group };
      const unseen = { name: step.name, ...group, takesText: false, schema: {} };
      return { tool: known ?? unseen, input: step.input };
    }
  }
}

/** The command under the name that the tool has for it, and something plain for what else it asks. */
function shellInput({ schema }: OfferedTool, command: string): unknown {
  const members = Object.entries(fieldsOf(schema['properties']));
  const required = Array.isArray(schema['required']) ? (schema['required'] as unknown[]) : [];
  const input: Record<string, unknown> = {};
  for (const [name, given] of members) {
    const isList = fieldsOf(given)['type'] === 'array';
    if (name === 'commands') input[name] = isList ? [command] : command;
    else if (name === 'command' || name === 'cmd') {
      input[name] = isList ? ['bash', '-lc', command] : command;
    } else if (required.includes(name)) input[name] = plainValue(fieldsOf(given)['type']);
  }
  return Object.keys(input).length === 0 ? { command } : input;
}

function plainValue(type: unknown): unknown {
  switch (type) {
    case 'boolean':
      return false;
    case 'number':
    case 'integer':
      return 30_000;
    case 'array':
      return [];
    case 'object':
      return {};
    default:
      return 'canary';
  }
}
