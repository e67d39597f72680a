import { CodedError, parseTime, toLower, trimSpace } from '@gait/canon';
import type { AdapterCall } from '@gait/boundary';
import type { Profile } from '@gait/gate';

const MODES = new Set(['', 'off', 'none', 'token', 'oauth', 'oauth_dcr']);
const TEXTS = [
  'issuer',
  'subject',
  'client_id',
  'token_type',
  'redirect_uri',
  'evidence_ref',
] as const;
const LISTS = ['audience', 'scopes'] as const;

/**
 * What `oss-prod` demands that a call says of itself (gait-formats §7.6). It is there, and that is
 * all that can be told of it.
 *
 * @throws CodedError `profile_requirement`; `mcp_call_invalid`: a sign-in of an unknown kind
 */
export function requireContext(profile: Profile, { context }: AdapterCall): void {
  const mode = toLower(trimSpace(context.auth_mode));
  if (!MODES.has(mode)) {
    throw new CodedError('mcp_call_invalid', `auth_mode ${JSON.stringify(mode)} is not known`, {
      hint: 'use off, none, token, oauth or oauth_dcr',
      where: { field: 'context.auth_mode' },
    });
  }
  if (profile !== 'oss-prod') return;
  for (const name of ['identity', 'workspace', 'session_id'] as const) {
    if (trimSpace(context[name]) === '') throw missing(name);
  }
  if (mode !== 'oauth' && mode !== 'oauth_dcr') return;
  const evidence = context.oauth_evidence;
  if (evidence === null) throw missing('oauth_evidence');
  const dynamic = ['dcr_client_id', 'token_binding'] as const;
  for (const name of [...TEXTS, ...(mode === 'oauth_dcr' ? dynamic : [])]) {
    if (trimSpace(evidence[name]) === '') throw missing(`oauth_evidence.${name}`);
  }
  for (const name of LISTS) {
    if ((evidence[name] ?? []).every((text) => trimSpace(text) === '')) {
      throw missing(`oauth_evidence.${name}`);
    }
  }
  if (parseTime(trimSpace(evidence.auth_time)) === undefined)
    throw missing('oauth_evidence.auth_time');
}

function missing(field: string): CodedError {
  return new CodedError('profile_requirement', `oss-prod profile requires context.${field}`, {
    hint: 'the caller says it in the call',
    where: { field: `context.${field}` },
  });
}
