import { encodeRecord, trimSpace, type JsonObject } from '@gait/canon';
import { authorizationBundleRecord, type AuthorizationBundle } from './authorization-bundle.ts';
import { linksOf } from './authorization-links.ts';

/** The summary of a bundle that the reference shows beside it. */
export function authorizationSummary(bundle: AuthorizationBundle): JsonObject {
  const links = linksOf(bundle);
  const isSet = (kind: string): boolean =>
    links.some(
      (link) => link.kind === kind && trimSpace(link.path) !== '' && trimSpace(link.digest) !== '',
    );
  const { created_at, trace_id, policy_digest, intent_digest } = encodeRecord(
    authorizationBundleRecord,
    bundle,
  );
  const outcome = trimSpace(bundle.outcome_status);
  return {
    schema_id: 'gait.pack.authorization',
    schema_version: '1.0.0',
    created_at: created_at ?? null,
    trace_id: trace_id ?? null,
    policy_digest: policy_digest ?? null,
    intent_digest: intent_digest ?? null,
    ...(outcome === '' ? {} : { outcome_status: outcome }),
    linked_evidence_count: links.filter(({ path }) => trimSpace(path) !== '').length,
    required_evidence_count: Number(isSet('trace')) + Number(isSet('outcome')),
  };
}
