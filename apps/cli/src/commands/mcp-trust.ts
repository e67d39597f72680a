import { resolve } from 'node:path';
import { CodedError, formatTime, toUtcSeconds } from '@gait/canon';
import {
  parseToolPins,
  printToolPins,
  readProjectPins,
  toolPinsFile,
  trustTools,
  type ToolPins,
} from '@gait/boundary';
import { changeFile } from '@gait/local';
import { assertPerson } from '../approve/assert-person.ts';
import { boolFlag, defineCommand, textFlag, type Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { waitingTools, type WaitingTool } from '../mcp/waiting-tools.ts';
import { unlessEmpty } from '../optional.ts';

/** `mcp trust`: a person says that what a server's tools say now is what they shall say. */
export const command = defineCommand({
  path: ['mcp', 'trust'],
  explain:
    'Shows which tools of MCP servers are withheld, and hands on those that a person trusts.',
  flags: {
    tool: textFlag({ value: 'NAME', help: 'this tool alone' }),
    project: textFlag({ value: 'DIR', help: 'project; default the current folder' }),
    by: textFlag({ value: 'NAME', help: 'who trusts it; default: the user' }),
    'dry-run': boolFlag({ help: 'show what would be trusted and record nothing' }),
  },
  positionals: [{ name: 'server', help: 'server as the proxy calls it', optional: true }],
  example: 'gait mcp trust filesystem --tool read_file',
  notes: [
    'Without a server it only shows what waits.',
    'A tool waits when it says something else than when it was first seen, or when its text means no good.',
    'Nobody trusts a tool from inside a session that the gate governs.',
  ],
  run(context, { flags, positionals }): Outcome {
    const [server] = positionals;
    const project = resolve(context.cwd, flags.project);
    if (server === undefined || flags['dry-run']) {
      const known = readProjectPins(project, context);
      const shown = server === undefined ? known : known.filter((one) => one.server === server);
      return answer(shown.flatMap(waitingTools), false);
    }
    assertPerson(context);
    const file = toolPinsFile({ project, server }, context);
    let trusted: readonly WaitingTool[] = [];
    changeFile(file, (before) => {
      if (before === undefined) throw unknown(server);
      const pins = parseToolPins(before, file);
      const meant = waitingTools(pins).filter(
        ({ tool }) => flags.tool === '' || flags.tool === tool,
      );
      if (flags.tool !== '' && meant.length === 0) throw unknown(`${server}.${flags.tool}`);
      trusted = meant;
      return printToolPins(trustBy(context, pins, flags));
    });
    return answer(trusted, true);
  },
});

function trustBy(
  context: Context,
  pins: ToolPins,
  { tool, by }: { readonly tool: string; readonly by: string },
): ToolPins {
  const at = toUtcSeconds(formatTime(context.now()));
  const name = by.trim() || context.env['USER'] || context.env['USERNAME'] || 'unknown';
  return trustTools(pins, { at, name, ...(tool === '' ? {} : { tool }) });
}

function unknown(what: string): CodedError {
  return new CodedError('mcp_tool_unknown', `nothing of ${what} waits to be trusted`, {
    hint: 'see what waits with gait mcp trust',
  });
}

function answer(tools: readonly WaitingTool[], recorded: boolean): Outcome {
  return {
    exit: 0,
    json: { ok: true, trusted: recorded, tools: tools.map((tool) => ({ ...tool })) },
    text: (paint) => [
      paint.verdict(true, headline(tools.length, recorded)),
      ...tools.flatMap((tool) => [
        '',
        `${tool.server}.${tool.tool}: ${tool.why}`,
        ...paint.pairs({
          before: unlessEmpty(tool.before),
          now: tool.now,
          found: unlessEmpty(tool.findings.join('; ')),
          digest: tool.digest,
        }),
      ]),
    ],
  };
}

function headline(count: number, recorded: boolean): string {
  if (count === 0) return 'no tool is withheld';
  const tools = count === 1 ? '1 tool' : `${count} tools`;
  return recorded ? `trusted ${tools}` : `${tools} withheld until a person trusts them`;
}
