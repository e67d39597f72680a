import {
  CodedError,
  decodeRecord,
  isCodedError,
  parseJsonLoose,
  record,
  str,
  type Infer,
  type Where,
} from '@gait/canon';
import { serverKey } from './trust-snapshot.ts';

export const mcpServerRecord = record('MCP server', {
  server_id: str(),
  server_name: str().opt(),
  publisher: str().opt(),
  source: str().opt(),
  endpoint: str().opt(),
});

/** How a server describes itself; nothing of it is proven. */
export type McpServer = Infer<typeof mcpServerRecord>;

/** Reads the description of a server. Errors: `mcp_server_invalid`. */
export function parseMcpServer(bytes: Uint8Array | string, where: Where = {}): McpServer {
  const server = decode(bytes, where);
  if (serverKey(server.server_id, server.server_name) !== '') return server;
  throw new CodedError('mcp_server_invalid', 'the server has neither server_id nor server_name', {
    hint: 'give one of them: snapshots know servers by them',
    where,
  });
}

function decode(bytes: Uint8Array | string, where: Where): McpServer {
  try {
    return decodeRecord(mcpServerRecord, parseJsonLoose(bytes, { where }) ?? {}, {
      fold: true,
      where,
    });
  } catch (error) {
    if (!isCodedError(error)) throw error;
    throw new CodedError('mcp_server_invalid', `server description: ${error.message}`, {
      hint: 'a description is one JSON object with server_id or server_name',
      where: error.where,
      cause: error,
    });
  }
}
