import { CodedError, parseTime, sha256Hex, trimSpace, ZERO_TIME } from '@gait/canon';
import {
  completeReceipt,
  credentialVariable,
  EMPTY_RECEIPT,
  normalizeReceipt,
  refuseLeak,
  type BrokerReceipt,
} from '@gait/gate';
import type { Broker, BrokerSurroundings } from './broker.ts';
import { SealedSecret } from './sealed-secret.ts';

/**
 * Credentials of the environment (gait-formats §4.13): the variable named for the reference, or
 * for the tool, holds the secret; companions such as `<variable>_EXPIRES_AT` describe it.
 *
 * Under `strict` the reference is the variable's name alone. The reference implementation adds
 * a part of the secret's hash, by which a short secret can be found.
 *
 * @param prefix Of the variables; empty: `GAIT_BROKER_TOKEN_`.
 */
export function envBroker(at: BrokerSurroundings, prefix = ''): Broker {
  return {
    name: 'env',
    async issue(request) {
      const name = credentialVariable(prefix, request.reference, request.toolName);
      const value = trimSpace(at.env[name] ?? '');
      if (value === '') {
        throw new CodedError('broker_unavailable', `the variable ${name} is not set`, {
          hint: `set ${name} where the gate runs, not where the agent runs`,
        });
      }
      const receipt = describe(at, name, value);
      refuseLeak(receipt, value);
      return {
        receipt: completeReceipt(receipt, request, at.profile),
        secret: new SealedSecret(value),
      };
    },
  };
}

function describe(at: BrokerSurroundings, name: string, value: string): BrokerReceipt {
  const said = (what: string): string => trimSpace(at.env[`${name}_${what}`] ?? '');
  const hash = at.profile === 'strict' ? '' : `:${sha256Hex(value).slice(0, 16)}`;
  return normalizeReceipt(
    {
      ...EMPTY_RECEIPT,
      issued_by: 'env',
      source: said('SOURCE') || 'env',
      access_type: said('ACCESS_TYPE') || 'unknown',
      issuer: said('ISSUER') || 'env',
      subject: said('SUBJECT'),
      owner: said('OWNER'),
      scope: said('SCOPE').split(','),
      credential_ref: `env:${name}${hash}`,
      target_binding: said('TARGET_BINDING'),
      run_binding: said('RUN_BINDING'),
      job_binding: said('JOB_BINDING'),
      issued_at: timeOf(said('ISSUED_AT')),
      expires_at: timeOf(said('EXPIRES_AT')),
      ttl_seconds: secondsOf(said('TTL_SECONDS')),
    },
    { name: 'env', provider: 'env', proof: 'typed', now: at.clock() },
  );
}

/** What is no time counts as not said. */
function timeOf(text: string): string {
  return text === '' ? ZERO_TIME : (parseTime(text)?.text ?? ZERO_TIME);
}

function secondsOf(text: string): number {
  return /^\+?\d{1,15}$/u.test(text) ? Number(text) : 0;
}
