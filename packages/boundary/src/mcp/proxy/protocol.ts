/** Revisions of MCP whose methods are known; of another one nobody could say what runs a tool. */
export const MCP_REVISIONS: readonly string[] = [
  '2025-11-25',
  '2025-06-18',
  '2025-03-26',
  '2024-11-05',
  '2024-10-07',
];

/** The one revision in which several messages may come as one array. */
export const BATCH_REVISION = '2025-03-26';

/** What a client may ask of a server. Anything else might be another way to call a tool. */
export const CLIENT_METHODS: ReadonlySet<string> = new Set([
  ...['initialize', 'ping', 'tools/list', 'tools/call', 'completion/complete', 'logging/setLevel'],
  ...['resources/list', 'resources/templates/list', 'resources/read'],
  ...['resources/subscribe', 'resources/unsubscribe', 'prompts/list', 'prompts/get'],
  ...['tasks/get', 'tasks/result', 'tasks/list', 'tasks/cancel'],
]);

/** Lines of a client may be this long, and those of a server. */
export const LONGEST_CLIENT_FRAME = 16 * 1024 * 1024;
export const LONGEST_SERVER_FRAME = 64 * 1024 * 1024;

/** Requests that may be open at once in each direction. */
export const MOST_OPEN = 4096;
