import { CodedError, formatTime, isJsonObject, ZERO_TIME, type Json } from '@gait/canon';
import {
  brokerRequestDigest,
  completeReceipt,
  refuseLeak,
  type BrokerReceipt,
  type BrokerRequest,
} from '@gait/gate';
import type { Broker, BrokerSurroundings, Issued } from './broker.ts';
import { SealedSecret } from './sealed-secret.ts';
import { readLease, type Lease } from './vault-lease.ts';
import { callVault, checkAddress, type VaultCall } from './vault-request.ts';
import type { VaultSettings } from './vault-settings.ts';
import { vaultToken } from './vault-token.ts';

/**
 * Credentials that a Vault or OpenBao server makes for one call and takes back by itself. The
 * reference of the rule is the path: `database/creds/app` is read; `auth/token/create/<role>` makes
 * a token that carries the digest of the request; with wrapping, any path.
 *
 * The receipt is `vault_dynamic`: lease, lifetime and end are the server's; the bindings are
 * those of the request, because the lease was made for it. What has no lease, such as a stored
 * password, is `static` and proves nothing.
 *
 * @throws CodedError `broker_setting_invalid`, `broker_address_insecure`.
 */
export function vaultBroker(at: BrokerSurroundings, settings: VaultSettings): Broker {
  checkAddress(settings.address);
  return {
    name: 'vault',
    async issue(request, signal): Promise<Issued> {
      const path = checkPath(request.reference, settings);
      const token = vaultToken(settings, at);
      const asked = at.clock();
      const answer = await callVault(settings, callFor(path, request, settings, token), signal);
      const lease = readLease(answer);
      const receipt = receiptOf(lease, request, settings, asked);
      const secret = JSON.stringify(lease.secret);
      for (const value of secretTexts(lease.secret)) refuseLeak(receipt, value);
      return {
        receipt: completeReceipt(receipt, request, at.profile),
        secret: new SealedSecret(secret),
        revoke: revoker(settings, lease, token),
      };
    },
  };
}

/** The path goes into a URL: nothing in it may lead elsewhere. */
function checkPath(reference: string, { paths }: VaultSettings): string {
  const plain =
    /^[\w.-]+(?:\/[\w.-]+)*$/u.test(reference) && !/(?:^|\/)\.{1,2}(?:\/|$)/u.test(reference);
  const allowed =
    paths.length === 0 ||
    paths.some((path) => reference === path || reference.startsWith(`${path}/`));
  if (plain && allowed && !reference.startsWith('sys/')) return reference;
  throw new CodedError(
    'broker_denied',
    plain
      ? `credentials are not taken from ${JSON.stringify(reference)}`
      : 'the reference is no path of the server',
    { hint: 'set broker_reference of the rule to a path such as database/creds/app' },
  );
}

const TOKEN_PATH = /^auth\/token\/create(?:-orphan)?(?:\/[\w.-]+)?$/u;

function callFor(
  path: string,
  request: BrokerRequest,
  settings: VaultSettings,
  token: string,
): VaultCall {
  const { wrapSeconds } = settings;
  if (!TOKEN_PATH.test(path)) return { method: 'GET', path, token, wrapSeconds };
  // Whoever looks the token up on the server sees what it was made for.
  const meta = {
    gait_request_digest: brokerRequestDigest(request),
    gait_tool: request.toolName,
    gait_identity: request.identity,
  };
  return { method: 'POST', path, token, wrapSeconds, body: { meta, display_name: 'gait' } };
}

function receiptOf(
  lease: Lease,
  request: BrokerRequest,
  settings: VaultSettings,
  asked: bigint,
): BrokerReceipt {
  const leased = lease.id !== '';
  const ends = lease.seconds > 0;
  const requestDigest = lease.metadata['gait_request_digest'];
  return {
    issuedBy: 'vault_dynamic',
    source: 'vault_dynamic',
    accessType: leased ? 'jit' : 'static',
    issuer: 'vault',
    subject: request.identity,
    owner: request.identity,
    scope: settings.scopes ?? [],
    credentialRef: `vault_dynamic:${leased ? lease.id : request.reference}`,
    targetBinding: leased ? request.targetBinding : '',
    runBinding: leased ? request.runId : '',
    jobBinding: leased ? request.jobId : '',
    requestDigest: typeof requestDigest === 'string' ? requestDigest : '',
    issuedAt: formatTime(asked),
    expiresAt: ends ? formatTime(asked + BigInt(lease.seconds) * 1_000_000_000n) : ZERO_TIME,
    ttlSeconds: lease.seconds,
    provider: 'vault_dynamic',
    proof: leased ? 'typed' : 'none',
    stated: new Set([
      ...(settings.scopes === undefined ? [] : (['scope'] as const)),
      ...(leased ? (['target_binding', 'run_binding', 'job_binding'] as const) : []),
      ...(typeof requestDigest === 'string' ? (['request_digest'] as const) : []),
      ...(ends ? (['ttl'] as const) : []),
    ]),
  };
}

/** Every text in a secret that is long enough to be told from chance. */
function* secretTexts(value: Json): Iterable<string> {
  if (typeof value === 'string') {
    if (value.length >= 8) yield value;
  } else if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) yield* secretTexts(item);
  } else if (isJsonObject(value)) {
    for (const item of Object.values(value)) yield* secretTexts(item);
  }
}

function revoker(settings: VaultSettings, lease: Lease, token: string): Issued['revoke'] {
  if (lease.revoke === undefined) return undefined;
  const { path, body } = lease.revoke;
  return async () => {
    await callVault(settings, { method: 'POST', path, body, token });
  };
}
