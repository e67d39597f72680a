import type { Json } from '@gait/canon';
import { argumentTexts, natureOfTool } from '@gait/gate';
import type { GivenTarget } from './effect-targets.ts';
import type { ToolCall } from '@gait/harness';

type McpCall = Extract<ToolCall, { kind: 'mcp' }>;

/**
 * The targets of a call to an MCP server: the server itself, and what the names of tool and
 * arguments say that the call touches. A tool whose name says that it runs programs is a program.
 *
 * @param folder absolute: what relative paths in the arguments start from
 */
export function mcpTargets(
  { server, tool: name, args }: McpCall,
  folder: string,
): readonly GivenTarget[] {
  const nature = natureOfTool(name.toLowerCase());
  const targets: GivenTarget[] = [
    {
      kind: 'other',
      value: `mcp:${server}`,
      operation: nature.reads ? 'read' : 'call',
      endpoint_class: nature.executes ? 'proc.exec' : 'other',
    },
  ];
  for (const { text, role } of argumentTexts(args as Json)) {
    const value = text.trim();
    if (value === '') continue;
    if (role === 'command') targets.push(program(value));
    else if (isUrl(value)) {
      const operation = nature.reads || !nature.changes ? 'get' : 'post';
      targets.push({ kind: 'url', value, operation, endpoint_class: 'net.http' });
    } else if (
      role === 'output' ||
      role === 'folder' ||
      (role === 'path' && looksLikePath(value))
    ) {
      const reads = nature.reads && role !== 'output';
      targets.push({
        kind: 'path',
        value: value.startsWith('/') ? value : `${folder}/${value}`,
        operation: reads ? 'read' : 'write',
        endpoint_class: reads ? 'fs.read' : 'fs.write',
      });
    }
  }
  return targets;
}

function program(text: string): GivenTarget {
  return { kind: 'other', value: text, operation: 'exec', endpoint_class: 'proc.exec' };
}

function isUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/\S+$/iu.test(text);
}

/** `name` and `source` are members of much that is no file. */
function looksLikePath(text: string): boolean {
  return text.length <= 4096 && !/[\n\r]/u.test(text) && /[/\\.~]/u.test(text);
}
