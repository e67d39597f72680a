/** The closed vocabularies of an intent (gait-formats §4.1, Enumerations). */

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

export const TARGET_KINDS = words('path url host repo bucket table queue topic other');
export const ENDPOINT_CLASSES = words(
  'fs.read fs.write fs.delete proc.exec net.http net.dns ui.click ui.type ui.navigate other',
);
/** What a risk class is meant to be; an intent may say another word, which no template knows. */
export const RISK_CLASSES = words('low medium high critical');
export const DISCOVERY_METHODS = words('webmcp dynamic_mcp a2a mcp static_mcp manual unknown');
export const PROVENANCE_SOURCES = words('user tool_output external system');
export const CREDENTIAL_SOURCES = words(
  'aws_iam_user aws_sts azure_federated command env gcp_sts github_oidc github_pat ' +
    'kubernetes_service_account stub unknown vault_dynamic',
);
export const CREDENTIAL_ACCESS_TYPES = words('cloud_admin inherited jit standing static unknown');
export const PHASES = words('plan apply');
export const EVIDENCE_MODES = words('best_effort required');
export const NETWORK_MODES = words('disabled egress_allowlist full');
export const ENV_EXPOSURE_MODES = words('allowlist full none');
export const FILESYSTEM_ISOLATIONS = words('container none workspace');
/** What a command may do; `obscure`: not all of it could be read. */
export const COMMAND_EFFECTS = words(
  'read write delete execute network privilege destructive obscure',
);
export const USER_MODES = words('default root unprivileged');
