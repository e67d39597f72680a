import { CodedError, toLower, trimSpace } from '@gait/canon';
import { hasSecretPrefix } from '../intent/credential-material.ts';
import {
  normalizeReceipt,
  type BrokerReceipt,
  type RawReceipt,
  type ReceiptProof,
} from './broker-receipt.ts';

/** A provider whose receipts are known by their form. */
interface Provider {
  readonly aliases: readonly string[];
  readonly issuer: string;
  /** The reference that follows from the provider's own fields; `''` when they are missing. */
  readonly referenceOf: (receipt: RawReceipt) => string;
  /** The fields `referenceOf` wants, for the message. */
  readonly wants: string;
}

const PROVIDERS: Readonly<Record<string, Provider>> = {
  aws_sts: {
    aliases: ['aws', 'sts'],
    issuer: 'sts.amazonaws.com',
    referenceOf: (receipt) => trimSpace(receipt.assumed_role_arn) || trimSpace(receipt.session_arn),
    wants: 'assumed_role_arn or session_arn',
  },
  github_oidc: {
    aliases: ['github', 'oidc'],
    issuer: 'token.actions.githubusercontent.com',
    referenceOf: (receipt) => joined(receipt.repository, receipt.workflow_ref),
    wants: 'repository',
  },
  vault_dynamic: {
    aliases: ['vault'],
    issuer: 'vault',
    referenceOf: (receipt) => trimSpace(receipt.lease_id),
    wants: 'lease_id',
  },
  gcp_sts: {
    aliases: ['gcp'],
    issuer: 'sts.googleapis.com',
    referenceOf: (receipt) =>
      trimSpace(receipt.principal) || trimSpace(receipt.workload_identity_provider),
    wants: 'principal or workload_identity_provider',
  },
  azure_federated: {
    aliases: ['azure'],
    issuer: 'login.microsoftonline.com',
    referenceOf: (receipt) => joined(receipt.service_principal_id, receipt.federated_credential_id),
    wants: 'service_principal_id',
  },
  okta_cyberark: {
    aliases: ['okta', 'cyberark'],
    issuer: 'okta-cyberark',
    referenceOf: (receipt) => trimSpace(receipt.broker_session_id),
    wants: 'broker_session_id',
  },
  command: { aliases: [], issuer: 'command', referenceOf: () => '', wants: 'credential_ref' },
  file: { aliases: [], issuer: 'file', referenceOf: () => '', wants: 'credential_ref' },
};

/** The name under which a provider is recorded; undefined for one that is not known. */
export function resolveProvider(name: string): string | undefined {
  const wanted = toLower(trimSpace(name));
  return Object.keys(PROVIDERS).find(
    (provider) => provider === wanted || PROVIDERS[provider]?.aliases.includes(wanted) === true,
  );
}

/**
 * The receipt of a known provider in normal form (gait-formats §7.11). A missing reference
 * follows from the provider's own identifiers. With them the receipt is `typed`; without them,
 * and under the names `command` and `file`, it is anybody's word.
 *
 * @returns undefined when the receipt names no known provider: it is a free one then.
 * @throws CodedError `broker_reference_invalid` when there is no reference and none follows.
 */
export function normalizeProviderReceipt(
  raw: RawReceipt,
  { signed, now }: { readonly signed: boolean; readonly now: bigint },
): BrokerReceipt | undefined {
  const name = resolveProvider(raw.provider);
  if (name === undefined) return undefined;
  const provider = PROVIDERS[name] as Provider;
  const identified = provider.referenceOf(raw) !== '';
  const proof: ReceiptProof = signed ? 'signed' : identified ? 'typed' : 'none';
  const reference = trimSpace(raw.credential_ref) || referenceOf(name, provider, raw);
  const receipt = normalizeReceipt(
    { ...raw, issued_by: name, credential_ref: reference },
    { name, provider: name, proof, now },
  );
  return {
    ...receipt,
    accessType: receipt.accessType || 'jit',
    issuer: receipt.issuer || provider.issuer,
  };
}

function referenceOf(name: string, provider: Provider, raw: RawReceipt): string {
  const own = provider.referenceOf(raw);
  if (own !== '') return `${name}:${own}`;
  throw new CodedError('broker_reference_invalid', `a receipt of ${name} needs ${provider.wants}`, {
    hint: 'let the broker give credential_ref, or the identifiers it follows from',
  });
}

/**
 * A broker that puts the secret where its name belongs would leak it into every artifact: all
 * text of a receipt is recorded, so all of it is looked at.
 *
 * @throws CodedError `broker_receipt_secret` when a field holds what looks like a secret.
 */
export function refuseSecrets(raw: RawReceipt): void {
  for (const [field, given] of Object.entries(raw)) {
    const values: readonly unknown[] = Array.isArray(given) ? given : [given];
    if (!values.some((value) => typeof value === 'string' && hasSecretPrefix(value))) continue;
    throw new CodedError('broker_receipt_secret', `${field} of the receipt holds a secret`, {
      hint: 'let the broker answer references only, and revoke the secret: it was printed',
    });
  }
}

function joined(first: string, second: string): string {
  const [head, tail] = [trimSpace(first), trimSpace(second)];
  return head === '' || tail === '' ? head : `${head}:${tail}`;
}
