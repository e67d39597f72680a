import { judgeMcpServer, type McpTrustDecision, type Policy } from '@gait/gate';
import type { Context } from '../context.ts';
import { readSnapshot } from './read-snapshot.ts';

/**
 * What a policy's snapshot says of the server that a call goes to, under `strict`.
 *
 * @param context with the project as its current folder
 * @param name what the configuration of the coding tool calls the server
 */
export function serverTrust(
  context: Context,
  trust: Policy['mcp_trust'],
  name: string,
  riskClass: string,
): McpTrustDecision | undefined {
  const server = { server_id: name, server_name: name, publisher: '', source: '', endpoint: '' };
  return judgeMcpServer(trust, server, readSnapshot(context, trust, 'strict'), {
    now: context.now(),
    riskClass,
    profile: 'strict',
  });
}
