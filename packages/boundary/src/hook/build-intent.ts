import type { CommandReading } from '@gait/commands';
import { formatTime, type JsonObject } from '@gait/canon';
import { decodeIntent, type Intent } from '@gait/gate';
import { targetsOfCommand, type GivenTarget } from './effect-targets.ts';
import { mcpTargets } from './mcp-targets.ts';
import type { ToolAction, ToolCall } from './tool-call.ts';

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
    action: Extract<ToolAction, { kind: 'shell' }>,
    folder: string,
  ) => CommandReading;
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
 * Makes the intent of a tool's call. The same call in the same session gives the same digest, so
 * that an approval of it counts when the tool tries again.
 *
 * What touches things of several kinds becomes a script with a step for each kind: rules judge each
 * by itself and the strictest counts. Otherwise a rule that lets reading through would let through
 * what else the command touches.
 *
 * @throws CodedError those of `decodeIntent`
 */
export function buildIntent(call: ToolCall, at: IntentSurroundings): HookIntent {
  const folder = call.folder === '' ? at.project : call.folder;
  const reading = call.action.kind === 'shell' ? at.readCommand(call.action, folder) : undefined;
  const targets = limited(targetsOf(call, folder, at.project, reading), call);
  const tool = toolName(call);
  const groups = groupsOf(targets);
  const intent = {
    schema_id: 'gait.gate.intent_request',
    schema_version: '1.0.0',
    created_at: formatTime(at.now),
    producer_version: at.producerVersion,
    tool_name: tool,
    args: call.input,
    targets,
    ...(groups.length < 2
      ? {}
      : {
          script: {
            steps: groups.map((of) => ({ tool_name: tool, args: call.input, targets: of })),
          },
        }),
    context: {
      identity: at.identity,
      workspace: at.project,
      risk_class: riskOf(targets),
      session_id: call.sessionId,
      environment: call.harness,
    },
  };
  return { intent: decodeIntent(intent as unknown as JsonObject), reading };
}

function targetsOf(
  { action, tool }: ToolCall,
  folder: string,
  project: string,
  reading: CommandReading | undefined,
): readonly GivenTarget[] {
  switch (action.kind) {
    case 'shell':
      return reading === undefined ? [] : targetsOfCommand(reading, action.text, project);
    case 'read':
      return paths(action.paths, folder, 'read', 'fs.read');
    case 'search':
      return paths(action.paths, folder, 'search', 'fs.read');
    case 'write':
    case 'edit':
      return paths(action.paths, folder, 'write', 'fs.write');
    case 'delete':
      return paths(action.paths, folder, 'delete', 'fs.delete');
    case 'fetch':
      return [
        { kind: 'url', value: action.url, operation: action.method, endpoint_class: 'net.http' },
      ];
    case 'web_search':
      return [inner('web', 'search')];
    case 'mcp':
      return mcpTargets(action, folder);
    case 'inner':
    case 'delegate':
      return [inner(tool, 'use')];
    case 'other':
      return [{ kind: 'other', value: tool, operation: 'exec', endpoint_class: 'proc.exec' }];
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
    value: path.startsWith('/') || folder === '' ? path : `${folder}/${path}`,
    operation,
    endpoint_class: endpointClass,
  }));
}

function inner(value: string, operation: string): GivenTarget {
  return { kind: 'other', value, operation, endpoint_class: 'other' };
}

/** Names that are the same whatever the coding tool calls its tools: policies are written once. */
function toolName({ action, harness, tool }: ToolCall): string {
  switch (action.kind) {
    case 'shell':
      return 'shell.exec';
    case 'fetch':
      return 'web.fetch';
    case 'web_search':
      return 'web.search';
    case 'mcp':
      return `mcp.${action.server}.${action.name}`;
    case 'inner':
      return 'agent.note';
    case 'delegate':
      return 'agent.delegate';
    case 'other':
      return `${harness}.${tool}`;
    default:
      return `fs.${action.kind}`;
  }
}

function limited(targets: readonly GivenTarget[], { tool }: ToolCall): readonly GivenTarget[] {
  if (targets.length <= MOST_TARGETS) return targets;
  return [{ kind: 'other', value: tool, operation: 'exec', endpoint_class: 'proc.exec' }];
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
