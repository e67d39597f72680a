import { isAbsolute, join } from 'node:path';
import type { CommandReading } from '@gait/commands';
import { formatTime, type JsonObject } from '@gait/canon';
import { decodeIntent, type Intent } from '@gait/gate';
import { isInstructionPoint, type HookHarnessId, type ToolCall } from '@gait/harness';
import { mergeReadings } from './merge-readings.ts';
import { deleteTarget, targetsOfCommand, type GivenTarget } from './effect-targets.ts';
import { filesMeant, searchedFiles } from './glob-targets.ts';
import { mcpTargets } from './mcp-targets.ts';
import { realTargets } from './real-targets.ts';

/** One call of an AI coding tool. Nothing in it is believed. */
export interface HookCall {
  /** `mcp`: whoever speaks to an MCP server through the proxy. */
  readonly harness: HookHarnessId | 'mcp';
  /** The tool's own session; `''`: it tells none. */
  readonly sessionId: string;
  /** The tool's own id of this call; `''`: it tells none. */
  readonly callId: string;
  /** What is called, by the tool's own name for it. */
  readonly tool: string;
  readonly input: JsonObject;
  /** The folder that the tool works in, absolute; `''`: it tells none. */
  readonly folder: string;
  readonly call: ToolCall;
}

type ShellCall = Extract<ToolCall, { kind: 'shell' }>;

/** What an intent is made with besides the call. All of it was fixed by whoever installed the hook. */
export interface IntentSurroundings {
  /** Absolute folder of the project. */
  readonly project: string;
  /** Who the agent works for: limits count by it. */
  readonly identity: string;
  readonly producerVersion: string;
  /** Nanoseconds since 1970. */
  readonly now: bigint;
  /** Reads what a command would do, in the folder that it would start in. */
  readonly readCommand: (
    text: string,
    dialect: ShellCall['dialect'],
    folder: string,
  ) => CommandReading;
  /** Digest of the files that commands were read with so far; `''`: of none. */
  readonly filesRead: () => string;
}

/** An intent, and what its command was found to do. */
export interface HookIntent {
  readonly intent: Intent;
  /** Undefined: the call is no command. */
  readonly reading: CommandReading | undefined;
}

/** Most things that one call may touch by name: beyond it the call is one unknown program. */
const MOST_TARGETS = 1024;

/**
 * Makes the intent of a tool's call. The same call gives the same digest, in another session too, so
 * that an approval of it counts when the tool tries again. It is not the same in another folder, nor
 * when a script that it runs says something else: both are among the arguments.
 *
 * What touches things of several kinds becomes a script with a step for each kind: rules judge each
 * by itself and the strictest counts. Otherwise a rule that lets reading through would let through
 * what else the command touches.
 *
 * @throws CodedError those of `decodeIntent`
 */
export function buildIntent(asked: HookCall, at: IntentSurroundings): HookIntent {
  const folder = folderOf(asked, at.project);
  const reading = asked.call.kind === 'shell' ? readShell(asked.call, folder, at) : undefined;
  const named = limited(targetsOf(asked, folder, at.project, reading), asked);
  const targets = limited([...named, ...realTargets(named, at.project)].map(holdPoints), asked);
  const tool = toolName(asked);
  const groups = groupsOf(targets);
  const args = argsOf(asked, folder, at);
  const intent = {
    schema_id: 'gait.gate.intent_request',
    schema_version: '1.0.0',
    created_at: formatTime(at.now),
    producer_version: at.producerVersion,
    tool_name: tool,
    // Of a script each step has them.
    args: groups.length < 2 ? args : {},
    targets,
    ...(groups.length < 2
      ? {}
      : {
          script: {
            steps: groups.map((of) => ({ tool_name: tool, args, targets: of })),
          },
        }),
    context: {
      identity: at.identity,
      workspace: at.project,
      risk_class: riskOf(targets),
      environment: asked.harness,
    },
  };
  return { intent: decodeIntent(intent as unknown as JsonObject), reading };
}

/**
 * The tool's own arguments, and what else decides what would run: the folder it starts in, and what
 * the scripts say that it runs.
 */
function argsOf(
  { call, input }: HookCall,
  folder: string,
  { filesRead }: IntentSurroundings,
): JsonObject {
  if (call.kind !== 'shell' && call.kind !== 'other' && call.kind !== 'mcp') return input;
  const files = call.kind === 'shell' ? filesRead() : '';
  const facts = { folder, ...(files === '' ? {} : { files }) };
  return { ...input, [freeFactsName(input)]: facts };
}

const FACTS = /^gait(_*)$/u;

/** The name of the gate's own facts in arguments: `gait`, longer than whatever the caller took of it. */
function freeFactsName(input: JsonObject): string {
  const taken = factsName(input);
  return taken === undefined ? 'gait' : `${taken}_`;
}

/**
 * Under which name the facts of the gate stand in the arguments of an intent that it made: the
 * longest of its kind, whatever the caller put beside it. Undefined: there are none.
 */
export function factsName(args: JsonObject): string | undefined {
  return Object.keys(args)
    .filter((name) => FACTS.test(name))
    .toSorted((a, b) => b.length - a.length)[0];
}

/** A relative folder of a shell call starts where the tool works. */
function folderOf({ folder, call }: HookCall, project: string): string {
  const base = folder === '' ? project : folder;
  const own = call.kind === 'shell' || call.kind === 'search' ? (call.folder ?? '') : '';
  if (own === '') return base;
  return isAbsolute(own) ? own : join(base, own);
}

/** Each text is a script of its own. */
function readShell(
  { commands, dialect }: ShellCall,
  folder: string,
  { readCommand }: IntentSurroundings,
): CommandReading {
  return mergeReadings(commands.map((text) => readCommand(text, dialect, folder)));
}

function targetsOf(
  { call, tool, input }: HookCall,
  folder: string,
  project: string,
  reading: CommandReading | undefined,
): readonly GivenTarget[] {
  switch (call.kind) {
    case 'shell':
      return reading === undefined
        ? []
        : targetsOfCommand(reading, call.commands.join('\n'), project);
    case 'file_read':
      return [
        ...paths(call.paths, folder, 'read', 'fs.read'),
        ...filesMeant(call.paths.filter(hasPattern), folder),
      ];
    case 'search':
      return [...paths([folder], folder, 'search', 'fs.read'), ...searchedFiles(input, folder)];
    case 'file_write':
    case 'file_edit':
      return paths([call.path], folder, 'write', 'fs.write');
    case 'file_delete':
      return deletion(call.path, folder, project);
    case 'file_patch':
      return call.changes.flatMap(({ kind, path, movedTo }) => [
        ...(kind === 'delete'
          ? deletion(path, folder, project)
          : paths([path], folder, 'write', 'fs.write')),
        ...(movedTo === undefined ? [] : paths([movedTo], folder, 'write', 'fs.write')),
      ]);
    case 'fetch':
      return call.urls.length === 0
        ? [program(tool)]
        : call.urls.map((url) => ({
            kind: 'url',
            value: url,
            operation: 'get',
            endpoint_class: 'net.http',
          }));
    case 'web_search':
      return [inner('web', 'search')];
    case 'mcp':
      return mcpTargets(call, folder);
    case 'internal':
    case 'agent':
      return [inner(tool, 'use')];
    case 'other':
      return [program(tool)];
  }
}

/** A tool that names no path where it should is asked about its whole folder. */
function paths(
  given: readonly string[],
  folder: string,
  operation: string,
  endpointClass: string,
): readonly GivenTarget[] {
  const named = given.filter((path) => path.trim() !== '');
  return (named.length === 0 ? [folder] : named).map((path) => ({
    kind: 'path',
    value: absolute(path, folder),
    operation,
    endpoint_class: endpointClass,
  }));
}

function deletion(path: string, folder: string, project: string): readonly GivenTarget[] {
  return [deleteTarget({ kind: 'path', path: absolute(path, folder), reach: 'file' }, project)];
}

function hasPattern(path: string): boolean {
  return /[*?[{]/u.test(path);
}

/** What a tool takes for its own instructions is for a person to look at, whatever a policy says. */
function holdPoints(target: GivenTarget): GivenTarget {
  const { kind, value, endpoint_class: of } = target;
  const changes = kind === 'path' && of === 'fs.write' && target.operation !== '';
  return changes && isInstructionPoint(value) ? { ...target, destructive: true } : target;
}

function absolute(path: string, folder: string): string {
  return isAbsolute(path) || /^~(?:[/\\]|$)/u.test(path) ? path : join(folder, path);
}

function program(value: string): GivenTarget {
  return { kind: 'other', value, operation: 'exec', endpoint_class: 'proc.exec' };
}

function inner(value: string, operation: string): GivenTarget {
  return { kind: 'other', value, operation, endpoint_class: 'other' };
}

/** Names that are the same whatever the coding tool calls its tools: policies are written once. */
function toolName({ call, harness, tool }: HookCall): string {
  switch (call.kind) {
    case 'shell':
      return 'shell.exec';
    case 'fetch':
      return 'web.fetch';
    case 'web_search':
      return 'web.search';
    case 'mcp':
      return `mcp.${call.server}.${call.tool}`;
    case 'internal':
      return 'agent.note';
    case 'agent':
      return 'agent.delegate';
    case 'search':
      return 'fs.search';
    case 'other':
      return `${harness}.${tool}`;
    default:
      return `fs.${call.kind.slice('file_'.length)}`;
  }
}

function limited(targets: readonly GivenTarget[], { tool }: HookCall): readonly GivenTarget[] {
  return targets.length <= MOST_TARGETS ? targets : [program(tool)];
}

/** Targets that the same rules are about, in the order in which they first appear. */
function groupsOf(targets: readonly GivenTarget[]): readonly (readonly GivenTarget[])[] {
  const groups = new Map<string, GivenTarget[]>();
  for (const target of targets) {
    const key = `${target.endpoint_class} ${target.kind}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [target]);
    else group.push(target);
  }
  return [...groups.values()];
}

/** What a call may do at worst. */
function riskOf(targets: readonly GivenTarget[]): string {
  const classes = new Set(targets.map((target) => target.endpoint_class));
  if (classes.has('proc.exec') || classes.has('fs.delete')) return 'high';
  return classes.has('fs.write') || classes.has('net.http') ? 'medium' : 'low';
}
