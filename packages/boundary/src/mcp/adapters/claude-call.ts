import { isJsonObject, type Json, type JsonObject } from '@gait/canon';

type Kind = 'read' | 'write' | 'exec' | 'delegate';

const KINDS: Readonly<Record<string, Kind>> = {
  read: 'read',
  grep: 'read',
  glob: 'read',
  webfetch: 'read',
  websearch: 'read',
  write: 'write',
  edit: 'write',
  notebookedit: 'write',
  bash: 'exec',
  task: 'delegate',
};

/** A call of Claude Code as its hooks tell it, in the words of the adapter `mcp`. */
export function readClaudeCall(json: JsonObject): JsonObject {
  const given = textOf(json['tool_name']);
  const kind = KINDS[given.toLowerCase().replaceAll(/[ _-]/gu, '')];
  const input = json['tool_input'] ?? {};
  const session = textOf(json['session_id']);
  const event = textOf(json['hook_event_name']);
  return {
    name: nameOf(given, kind),
    args: input,
    targets: targetsOf(kind, isJsonObject(input) ? input : {}),
    context: {
      ...(session === '' ? {} : { session_id: session }),
      auth_context: {
        adapter: 'claude_code',
        ...(event === '' ? {} : { hook_event_name: event }),
      },
    },
  };
}

function nameOf(given: string, kind: Kind | undefined): string {
  const name = given.trim().toLowerCase();
  if (name.includes('.')) return name;
  if (kind !== undefined) return `tool.${kind}`;
  return name === '' ? '' : `tool.${name.replaceAll(/[ -]/gu, '_')}`;
}

function targetsOf(kind: Kind | undefined, input: JsonObject): Json[] {
  if (kind === 'exec') {
    const command = textOf(input['command']);
    return command === '' ? [] : [{ kind: 'other', value: command, operation: 'execute' }];
  }
  if (kind !== 'read' && kind !== 'write') return [];
  const path = textOf(input['file_path'] ?? input['notebook_path'] ?? input['path']);
  if (path !== '') return [{ kind: 'path', value: path, operation: kind }];
  const url = textOf(input['url']);
  return url === '' ? [] : [{ kind: 'url', value: url, operation: 'read' }];
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
