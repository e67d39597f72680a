import { toLower, trimSpace } from '@gait/canon';
import { goPathBase } from '../text/go-path.ts';
import { goUrlHost } from '../text/go-url-host.ts';

/** What is inferred where a target does not say it (gait-formats §4.2.4). Part of every intent digest. */

const OPERATION_CLASSES: ReadonlyMap<string, string> = new Map([
  ...['read', 'get', 'list', 'open', 'cat', 'head', 'download', 'stat'].map(to('fs.read')),
  ...['write', 'append', 'put', 'create', 'update', 'save', 'copy', 'move', 'rename'].map(
    to('fs.write'),
  ),
  ...['delete', 'remove', 'rm', 'unlink', 'rmdir', 'drop', 'truncate'].map(to('fs.delete')),
]);
const EXEC_OPERATIONS = new Set(['exec', 'spawn', 'run', 'shell', 'command']);
const DNS_OPERATIONS = new Set(['dns', 'resolve', 'lookup']);
const DESTRUCTIVE_OPERATIONS = new Set([
  ...['delete', 'remove', 'rm', 'unlink', 'rmdir', 'drop', 'truncate', 'exec', 'spawn'],
]);

function to(endpointClass: string): (operation: string) => [string, string] {
  return (operation) => [operation, endpointClass];
}

/**
 * The endpoint class of a target that names none. Everything but `tool` must be normalised.
 *
 * In this order: network kinds by their operation; the class that a table lists for the tool;
 * the operation; and, as a legacy fallback for intents of the reference implementation, the
 * first word list of which a word is part of the tool's name. The last is a guess:
 * `terraform.plan` is `fs.delete` by it, for the `rm` inside. Name the class in the target, or
 * the tool in the policy (`tool_classes`).
 *
 * @param listed the class that a table says the tool has
 */
export function inferEndpointClass(
  kind: string,
  operation: string,
  tool: string,
  listed?: string,
): string {
  if (kind === 'host' || kind === 'url') {
    return DNS_OPERATIONS.has(operation) ? 'net.dns' : 'net.http';
  }
  if (listed !== undefined) return listed;
  if (kind === 'path') return OPERATION_CLASSES.get(operation) ?? pathClassOfName(tool);
  if (kind !== 'other') return 'other';
  return EXEC_OPERATIONS.has(operation) || EXEC_WORDS.test(lastPart(tool)) ? 'proc.exec' : 'other';
}

/** The class that the operation on a target says by itself; undefined when it says none. */
export function classOfOperation(kind: string, operation: string): string | undefined {
  if (kind === 'path') return OPERATION_CLASSES.get(operation);
  return kind === 'other' && EXEC_OPERATIONS.has(operation) ? 'proc.exec' : undefined;
}

const EXEC_WORDS = /exec|shell|command|spawn|run/;
const READ_WORDS = /read|list|fetch|search/;
const WRITE_WORDS = /write|update|save|create/;
const DELETE_WORDS = /delete|remove|rm|drop/;

function pathClassOfName(tool: string): string {
  const name = lastPart(tool);
  if (READ_WORDS.test(name)) return 'fs.read';
  if (WRITE_WORDS.test(name)) return 'fs.write';
  return DELETE_WORDS.test(name) ? 'fs.delete' : 'other';
}

function lastPart(tool: string): string {
  return tool.includes('/') ? goPathBase(tool) : tool;
}

/** The domain of a target that names none: `''` for kinds other than host and url. */
export function inferEndpointDomain(kind: string, value: string): string {
  if (kind === 'url') return toLower(trimSpace(goUrlHost(value) ?? ''));
  if (kind !== 'host') return '';
  let host = value.startsWith('http://') ? value.slice(7) : value;
  if (host.startsWith('https://')) host = host.slice(8);
  return toLower(trimSpace(host.split('/', 1)[0]?.split(':', 1)[0] ?? ''));
}

/** True when class or operation destroys or executes something. */
export function isDestructive(endpointClass: string, operation: string): boolean {
  return (
    endpointClass === 'fs.delete' ||
    endpointClass === 'proc.exec' ||
    DESTRUCTIVE_OPERATIONS.has(operation)
  );
}
