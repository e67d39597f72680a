import { inspect } from 'node:util';
import { isCodedError } from '@gait/canon';
import { brokerRequest, type BrokerRequest, type Profile } from '@gait/gate';
import type { Broker, BrokerSurroundings, Issued } from '../broker.ts';

/** A secret of the tests: every output is searched for it and for its parts. */
export const SECRET = 'Sw0rdf1sh-in-the-barrel-42';

export const NOON = 1_780_488_000_000_000_000n; // 2026-06-03T12:00:00Z

/** What brokers of the tests work with. */
export function world(
  env: Readonly<Record<string, string>> = {},
  profile: Profile = 'standard',
): BrokerSurroundings {
  return { profile, env: { PATH: process.env['PATH'], ...env }, clock: () => NOON };
}

/** A request for a credential. */
export function request(more: Partial<BrokerRequest> = {}): BrokerRequest {
  return brokerRequest({
    toolName: 'tool.write',
    identity: 'alice',
    workspace: '/repo/app',
    sessionId: '',
    requestId: '',
    runId: 'run_1',
    jobId: '',
    reference: 'vault/app',
    scope: ['read'],
    targetBinding: 'f'.repeat(64),
    ...more,
  });
}

/** How asking ended: what was issued, or the code. */
export async function ask(
  broker: Broker,
  given: BrokerRequest = request(),
  signal?: AbortSignal,
): Promise<Issued | string> {
  try {
    return await broker.issue(given, signal);
  } catch (error) {
    const shown = everyForm(error);
    if (shown.includes(SECRET) || shown.includes(SECRET.slice(3, 15))) return `leaked: ${shown}`;
    return isCodedError(error) ? error.code : String(error);
  }
}

/** What was issued. Fails for a code. */
export async function issued(broker: Broker, given?: BrokerRequest): Promise<Issued> {
  const answer = await ask(broker, given);
  if (typeof answer === 'string') throw new Error(answer);
  return answer;
}

/** Every way in which a value may come to be written somewhere. */
export function everyForm(value: unknown): string {
  const forms = [
    JSON.stringify(value) ?? '',
    String(value),
    ['', value].join(''),
    inspect(value, { depth: 20, showHidden: true, getters: true }),
    Bun.inspect(value),
    Object.entries(Object(value) as object)
      .flat()
      .join(' '),
  ];
  if (value instanceof Error) {
    forms.push(
      value.message,
      value.stack ?? '',
      value.cause === undefined ? '' : everyForm(value.cause),
    );
  }
  return forms.join('\n');
}
