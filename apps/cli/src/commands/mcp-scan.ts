import { resolve } from 'node:path';
import { CodedError, formatTime, prettyJson, toUtcSeconds } from '@gait/canon';
import { serversIn } from '@gait/boundary';
import { changeFile } from '@gait/local';
import { assertPerson } from '../approve/assert-person.ts';
import { defineCommand, textFlag, type Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { serverName } from '../mcp/proxy/proxied-server.ts';
import type { ScannedServer } from '../mcp/scan/list-tools.ts';
import { scanServers, type ScannedTools } from '../mcp/scan/scan-servers.ts';
import { mergeSnapshot } from '../mcp/scan/trust-entries.ts';
import { serverSettingsOf } from '../mcp/server-settings.ts';
import type { Paint } from '../paint.ts';
import { unlessEmpty } from '../optional.ts';

/** `mcp scan`: what servers say of their tools, before anybody trusts them. */
export const command = defineCommand({
  path: ['mcp', 'scan'],
  explain: 'Starts MCP servers, looks at what they say of their tools, and calls none of these.',
  flags: {
    project: textFlag({ value: 'DIR', help: 'project; default the current folder' }),
    server: textFlag({ value: 'NAME', help: 'only this server, or the name of the one after --' }),
    out: textFlag({ value: 'FILE', help: 'trust snapshot that policies read (mcp_trust)' }),
  },
  positionals: [
    { name: 'command', help: 'program of a server and its arguments', optional: true, rest: true },
  ],
  flagsAfterPositionals: false,
  example: 'gait mcp scan --out mcp-trust.json',
  notes: [
    'Without a command it looks at the servers that the settings of coding tools start (JSON).',
    'A server is a program: scanning starts it. Scan what you do not know in a sandbox.',
    'Exit status 2: something was found, or a server could not be asked.',
  ],
  async run(context, { flags, positionals }): Promise<Outcome> {
    const project = resolve(context.cwd, flags.project);
    if (flags.out.trim() !== '') assertPerson(context);
    const servers = wanted(project, flags.server.trim(), positionals);
    const scanned = await scanServers(servers, project);
    const out = flags.out.trim();
    if (out !== '') writeSnapshot(context, out, scanned);
    return answer(scanned, out);
  },
});

function wanted(project: string, name: string, words: readonly string[]): readonly ScannedServer[] {
  const [program, ...args] = words;
  if (program !== undefined) {
    return [{ name: serverName(name, words), command: [program, ...args], env: {} }];
  }
  const named = serverSettingsOf(project)
    .flatMap(({ text }) => (text === undefined ? [] : (serversIn(text) ?? [])))
    .flatMap(({ name: own, command: start, env }) =>
      start === undefined || (name !== '' && name !== own)
        ? []
        : [{ name: own, command: start, env }],
    );
  const once = new Map(
    named.map((server) => [JSON.stringify([server.name, server.command]), server]),
  );
  if (once.size > 0) return [...once.values()];
  throw new CodedError('mcp_tool_unknown', 'no server was found to be looked at', {
    hint: 'give the command of a server after --, or name one in .mcp.json',
  });
}

function writeSnapshot(context: Context, out: string, scanned: readonly ScannedTools[]): void {
  const now = toUtcSeconds(formatTime(context.now()));
  changeFile(context.resolve(out), (before) =>
    prettyJson(
      mergeSnapshot(before, scanned, { now, producerVersion: context.version, file: out }),
    ),
  );
}

function answer(scanned: readonly ScannedTools[], out: string): Outcome {
  const isClean = scanned.every(
    ({ failed, findings }) => failed === undefined && findings.length === 0,
  );
  return {
    exit: isClean ? 0 : 2,
    json: {
      ok: isClean,
      snapshot_path: unlessEmpty(out),
      servers: scanned.map(({ server, failed, tools, findings }) => ({
        server,
        error: failed,
        tools: tools.length,
        findings: findings.map((finding) => ({ ...finding })),
      })),
    },
    text: (paint) => [
      paint.verdict(isClean, isClean ? 'nothing was found' : 'something was found'),
      ...scanned.flatMap((one) => linesOf(paint, one)),
      ...(out === '' ? [] : [paint.dim(`trust snapshot: ${out}`)]),
    ],
  };
}

function linesOf(
  paint: Paint,
  { server, failed, tools, findings }: ScannedTools,
): readonly string[] {
  if (failed !== undefined) return [paint.warn(`${server}: ${failed}`)];
  return [
    `${server}: ${tools.length} tools, ${findings.length} findings`,
    ...findings.map(
      ({ tool, code, place, about }) =>
        `  ${tool}: ${about} (${code}${place === '' ? '' : ` in ${place}`})`,
    ),
  ];
}
