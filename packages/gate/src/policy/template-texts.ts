/** Made by scripts/generated-files.ts from assets/policies: change the files there. */
export const TEMPLATE_TEXTS: Readonly<Record<string, string>> = {
  'baseline-lowrisk': `# yaml-language-server: $schema=../../docs/schema/gait-policy.schema.json
# For tools that can do little harm: everything runs, except what deletes; writes are approved
# by one person. Try a new agent with it, then move to baseline-mediumrisk.
schema_id: gait.gate.policy
schema_version: 1.0.0
default_verdict: allow

rules:
  # Lower numbers are looked at first; the first priority that matches decides.
  - name: block-destructive-tool-delete
    priority: 10
    effect: block
    match:
      tool_names: [tool.delete]
    reason_codes: [destructive_tool_blocked]
    violations: [destructive_operation]

  - name: require-approval-tool-write
    priority: 20
    effect: require_approval
    min_approvals: 1
    match:
      tool_names: [tool.write]
    reason_codes: [approval_required_for_write]
    violations: [approval_required]

  - name: allow-safe-tool-read
    priority: 30
    effect: allow
    match:
      tool_names: [tool.read]
    reason_codes: [safe_read_allowed]
`,
  'baseline-mediumrisk': `# yaml-language-server: $schema=../../docs/schema/gait-policy.schema.json
# The usual start: reads of low and medium risk run, nothing is deleted, everything else is
# approved by a person first.
schema_id: gait.gate.policy
schema_version: 1.0.0
default_verdict: require_approval

rules:
  - name: block-destructive-tool-delete
    priority: 10
    effect: block
    match:
      tool_names: [tool.delete]
    reason_codes: [destructive_tool_blocked]
    violations: [destructive_operation]

  - name: require-approval-tool-write
    priority: 20
    effect: require_approval
    min_approvals: 1
    match:
      tool_names: [tool.write]
    reason_codes: [approval_required_for_write]
    violations: [approval_required]

  # A read of high risk matches no rule and is approved like everything else.
  - name: allow-safe-tool-read
    priority: 30
    effect: allow
    match:
      tool_names: [tool.read]
      risk_classes: [low, medium]
    reason_codes: [safe_read_allowed]
`,
  'baseline-highrisk': `# yaml-language-server: $schema=../../docs/schema/gait-policy.schema.json
# For tools that reach production: nothing runs unless a rule says so. Writes and deployments
# take two people and a short-lived credential from a broker; data from outside never leaves.
schema_id: gait.gate.policy
schema_version: 1.0.0
default_verdict: block

# A critical call that does not say what it touches, or where its arguments come from, is blocked.
fail_closed:
  enabled: true
  risk_classes: [critical]
  required_fields: [targets, arg_provenance]

rules:
  - name: block-destructive-tool-delete
    priority: 10
    effect: block
    match:
      tool_names: [tool.delete]
    reason_codes: [destructive_tool_blocked]
    violations: [destructive_operation]

  # What came from outside or from a tool must not be sent on.
  - name: block-tainted-egress-write
    priority: 12
    effect: block
    match:
      tool_names: [tool.write]
      target_kinds: [host, url, bucket]
      provenance_sources: [external, tool_output]
    reason_codes: [blocked_tainted_egress]
    violations: [tainted_data_exfiltration]

  # One agent may hand a write to another; the names are yours to change.
  - name: allow-delegated-egress-write
    priority: 15
    effect: allow
    match:
      tool_names: [tool.write]
      risk_classes: [high, critical]
      target_kinds: [host, url, bucket]
      require_delegation: true
      allowed_delegator_identities: [agent.lead]
      allowed_delegate_identities: [agent.specialist]
      delegation_scopes: [write]
      max_delegation_depth: 2
    block_standing_credentials: true
    allowed_credential_sources: [aws_sts, github_oidc, vault_dynamic]
    allowed_credential_issuers:
      - sts.amazonaws.com
      - token.actions.githubusercontent.com
      - vault.example
    allowed_credential_access_types: [jit]
    max_credential_ttl_seconds: 900
    require_jit_credential: true
    broker_reference: highrisk-egress
    broker_scopes: [write]
    reason_codes: [delegated_egress_write_allowed]

  - name: block-undelegated-egress-write
    priority: 16
    effect: block
    match:
      tool_names: [tool.write]
      target_kinds: [host, url, bucket]
    reason_codes: [delegation_required_for_egress_write]
    violations: [missing_or_invalid_delegation]

  # Three destructive calls an hour for each identity, each one approved.
  - name: destructive-budget-guard
    priority: 18
    effect: require_approval
    match:
      risk_classes: [high, critical]
      tool_annotations:
        destructiveHint: true
    endpoint:
      enabled: true
      destructive_action: require_approval
      reason_code: destructive_operation_requires_approval
      violation: destructive_operation
    destructive_budget:
      requests: 3
      window: hour
      scope: identity
    reason_codes: [destructive_budget_guard]
    violations: [destructive_operation]

  - name: require-approval-tool-write
    priority: 20
    effect: require_approval
    min_approvals: 2
    require_distinct_approvers: true
    match:
      tool_names: [tool.write]
    block_standing_credentials: true
    allowed_credential_sources: [aws_sts, github_oidc, vault_dynamic]
    allowed_credential_issuers:
      - sts.amazonaws.com
      - token.actions.githubusercontent.com
      - vault.example
    allowed_credential_access_types: [jit]
    max_credential_ttl_seconds: 900
    require_jit_credential: true
    require_broker_credential: true
    broker_reference: highrisk-egress
    broker_scopes: [write]
    reason_codes: [approval_required_for_write]
    violations: [approval_required]

  - name: require-approval-tool-deploy
    priority: 20
    effect: require_approval
    min_approvals: 2
    require_distinct_approvers: true
    match:
      tool_names: [tool.deploy]
    block_standing_credentials: true
    allowed_credential_sources: [aws_sts, github_oidc, vault_dynamic]
    allowed_credential_issuers:
      - sts.amazonaws.com
      - token.actions.githubusercontent.com
      - vault.example
    allowed_credential_access_types: [jit]
    max_credential_ttl_seconds: 900
    require_jit_credential: true
    require_broker_credential: true
    broker_reference: highrisk-deploy
    broker_scopes: [deploy]
    reason_codes: [approval_required_for_deploy]
    violations: [approval_required]

  - name: allow-safe-tool-read
    priority: 30
    effect: allow
    match:
      tool_names: [tool.read]
      risk_classes: [low]
    reason_codes: [safe_read_allowed]
`,
  'trust-observe': `# yaml-language-server: $schema=../../docs/schema/gait-policy.schema.json
# Step 1 of the trust ladder: watch. Everything runs and is recorded, except what deletes.
# Next step: trust-dryrun.
schema_id: gait.gate.policy
schema_version: 1.0.0
default_verdict: allow

rules:
  - name: block-destructive-delete
    priority: 10
    effect: block
    match:
      tool_names: [tool.delete]
`,
  'trust-dryrun': `# yaml-language-server: $schema=../../docs/schema/gait-policy.schema.json
# Step 2 of the trust ladder: reads run, writes are only tried out. Compare what the agent
# would have written with what you expect. Next step: trust-readonly.
schema_id: gait.gate.policy
schema_version: 1.0.0
default_verdict: block

rules:
  - name: dry-run-write
    priority: 10
    effect: dry_run
    match:
      tool_names: [tool.write]

  - name: allow-read
    priority: 20
    effect: allow
    match:
      tool_names: [tool.read]
`,
  'trust-readonly': `# yaml-language-server: $schema=../../docs/schema/gait-policy.schema.json
# Step 3 of the trust ladder: reads run, nothing else. Next step: trust-approval-write.
schema_id: gait.gate.policy
schema_version: 1.0.0
default_verdict: block

rules:
  - name: allow-read
    priority: 10
    effect: allow
    match:
      tool_names: [tool.read]
`,
  'trust-approval-write': `# yaml-language-server: $schema=../../docs/schema/gait-policy.schema.json
# Step 4 of the trust ladder: reads run, a person approves every write.
# Next step: trust-brokered-write.
schema_id: gait.gate.policy
schema_version: 1.0.0
default_verdict: block

rules:
  - name: allow-read
    priority: 10
    effect: allow
    match:
      tool_names: [tool.read]

  - name: require-approval-write
    priority: 20
    effect: require_approval
    min_approvals: 1
    match:
      tool_names: [tool.write]
`,
  'trust-brokered-write': `# yaml-language-server: $schema=../../docs/schema/gait-policy.schema.json
# Step 5 of the trust ladder: an approved write gets its credential from a broker, made for
# this call and gone after fifteen minutes.
schema_id: gait.gate.policy
schema_version: 1.0.0
default_verdict: block

rules:
  - name: allow-read
    priority: 10
    effect: allow
    match:
      tool_names: [tool.read]

  - name: require-brokered-write
    priority: 20
    effect: require_approval
    min_approvals: 1
    match:
      tool_names: [tool.write]
    require_broker_credential: true
    broker_reference: staged-write
    broker_scopes: [write]
    block_standing_credentials: true
    allowed_credential_sources: [aws_sts, github_oidc, vault_dynamic]
    allowed_credential_issuers:
      - sts.amazonaws.com
      - token.actions.githubusercontent.com
      - vault.example
    allowed_credential_access_types: [jit]
    max_credential_ttl_seconds: 900
    require_jit_credential: true
`,
  'trust-block-destructive': `# yaml-language-server: $schema=../../docs/schema/gait-policy.schema.json
# Stays under every step of the trust ladder: reads run, deletions are refused by name so that
# the refusal shows in reports.
schema_id: gait.gate.policy
schema_version: 1.0.0
default_verdict: block

rules:
  - name: allow-read
    priority: 10
    effect: allow
    match:
      tool_names: [tool.read]

  - name: block-delete
    priority: 20
    effect: block
    match:
      tool_names: [tool.delete]
`,
  'coding-agent': `# yaml-language-server: $schema=../../docs/schema/gait-policy.schema.json
# For an agent that works in a repository: it reads and edits freely, and asks before it runs
# commands, deletes, or talks to servers it was not introduced to.
#
# A call may touch several things. The first priority that matches decides, so what is riskier
# stands further up.
schema_id: gait.gate.policy
schema_version: 1.0.0
default_verdict: require_approval

rules:
  - name: block-secrets
    priority: 5
    effect: block
    match:
      data_classes: [credential, secret]
    reason_codes: [secret_blocked]
    violations: [secret_access]

  # Tools that turned up while the agent was running were chosen by nobody.
  - name: approve-found-tools
    priority: 6
    effect: require_approval
    match:
      discovery_method: [webmcp, dynamic_mcp, a2a]
    reason_codes: [tool_found_at_run_time]

  - name: approve-deletions
    priority: 10
    effect: require_approval
    match:
      endpoint_classes: [fs.delete]
    destructive_budget:
      requests: 20
      window: hour
      scope: identity
    reason_codes: [deletion_needs_approval]

  # If every command runs in a sandbox, use effect: allow with a sandbox block here instead.
  - name: approve-commands
    priority: 10
    effect: require_approval
    match:
      endpoint_classes: [proc.exec]
    reason_codes: [command_needs_approval]

  # What a page or a tool said must not decide where a request goes.
  - name: approve-requests-from-outside
    priority: 12
    effect: require_approval
    match:
      endpoint_classes: [net.http, net.dns]
      provenance_sources: [external, tool_output]
    reason_codes: [request_from_outside]

  - name: approve-uploads
    priority: 13
    effect: require_approval
    match:
      endpoint_classes: [net.http]
      destination_operations: [delete, patch, post, put, send, upload, write]
    reason_codes: [upload_needs_approval]

  - name: allow-known-servers
    priority: 14
    effect: allow
    match:
      endpoint_classes: [net.http, net.dns]
    endpoint:
      domain_allowlist:
        - api.github.com
        - crates.io
        - files.pythonhosted.org
        - github.com
        - proxy.golang.org
        - pypi.org
        - registry.npmjs.org
      action: require_approval
      reason_code: unknown_server
    rate_limit:
      requests: 120
      window: minute
      scope: identity
    reason_codes: [known_server]

  # What builds, reviews and guards the repository is changed by people.
  - name: allow-edits
    priority: 20
    effect: allow
    match:
      endpoint_classes: [fs.write]
    endpoint:
      path_denylist:
        - .env
        - .env.*
        - .gait.yaml
        - .gait/**
        - .git/**
        - .github/**
        - .gitlab-ci.yml
        - /etc/**
        - /root/**
        - /usr/**
      action: require_approval
      reason_code: guarded_path
    reason_codes: [edit_allowed]

  - name: allow-reads
    priority: 30
    effect: allow
    match:
      endpoint_classes: [fs.read]
    endpoint:
      path_denylist: [.env, .env.*, /etc/shadow, /proc/**, /root/**]
      action: block
      reason_code: private_path
    reason_codes: [read_allowed]
`,
  'data-agent': `# yaml-language-server: $schema=../../docs/schema/gait-policy.schema.json
# For an agent that answers questions from data: it queries, writes only with approval, deletes
# nothing, and personal data stays inside.
#
# Label targets with a sensitivity (pii, personal, phi, credential, secret): rules see labels,
# not contents.
schema_id: gait.gate.policy
schema_version: 1.0.0
default_verdict: block

rules:
  - name: block-secrets
    priority: 5
    effect: block
    match:
      data_classes: [credential, secret]
    reason_codes: [secret_blocked]
    violations: [secret_access]

  - name: block-deletions
    priority: 10
    effect: block
    match:
      endpoint_classes: [fs.delete]
    reason_codes: [deletion_blocked]
    violations: [destructive_operation]

  - name: block-destructive-statements
    priority: 10
    effect: block
    match:
      destination_operations: [alter, delete, drop, grant, revoke, truncate]
    reason_codes: [destructive_statement]
    violations: [destructive_operation]

  - name: block-commands
    priority: 10
    effect: block
    match:
      endpoint_classes: [proc.exec]
    reason_codes: [command_blocked]

  - name: keep-personal-data
    priority: 15
    effect: block
    match:
      data_classes: [personal, phi, pii]
      target_kinds: [bucket, host, queue, topic, url]
    reason_codes: [personal_data_leaves]
    violations: [personal_data_exfiltration]

  # What was read must not be sent on; a person may send what a person wrote.
  - name: approve-sending
    priority: 20
    effect: require_approval
    match:
      target_kinds: [bucket, host, queue, topic, url]
    dataflow:
      tainted_sources: [external, tool_output]
      action: block
    reason_codes: [sending_needs_approval]

  - name: approve-changes
    priority: 25
    effect: require_approval
    match:
      destination_operations: [append, create, insert, merge, put, save, update, upsert, write]
    rate_limit:
      requests: 30
      window: hour
      scope: identity
    reason_codes: [change_needs_approval]

  - name: approve-file-writes
    priority: 26
    effect: require_approval
    match:
      endpoint_classes: [fs.write]
    reason_codes: [change_needs_approval]

  # A query of personal data leaves a trace that names who asked.
  - name: allow-queries
    priority: 30
    effect: allow
    match:
      target_kinds: [table]
      destination_operations: [describe, get, list, query, read, select]
    rate_limit:
      requests: 600
      window: hour
      scope: identity
    reason_codes: [query_allowed]

  - name: allow-reads
    priority: 31
    effect: allow
    match:
      endpoint_classes: [fs.read]
    reason_codes: [read_allowed]
`,
  'deploy-agent': `# yaml-language-server: $schema=../../docs/schema/gait-policy.schema.json
# For an agent that ships: plans are free, staging takes one approval, production takes two
# people, a credential made for the deployment, and no freeze.
#
# The risk class of the intent says where a call goes: low and medium are not production, high
# and critical are.
schema_id: gait.gate.policy
schema_version: 1.0.0
default_verdict: block

# A call that reaches production must say what it touches and what it belongs to.
fail_closed:
  enabled: true
  risk_classes: [critical]
  required_fields: [targets, arg_provenance]
  required_high_risk_fields: [environment, repo, run_id]

rules:
  - name: block-secrets
    priority: 5
    effect: block
    match:
      data_classes: [credential, secret]
    reason_codes: [secret_blocked]
    violations: [secret_access]

  - name: block-destruction
    priority: 10
    effect: block
    match:
      destination_operations: [delete, destroy, drop, purge, terminate, truncate]
    reason_codes: [destruction_blocked]
    violations: [destructive_operation]

  - name: plan-first
    priority: 15
    effect: dry_run
    match:
      destination_operations: [diff, plan, preview]
    reason_codes: [planned]

  - name: deploy-to-production
    priority: 20
    effect: require_approval
    min_approvals: 2
    require_distinct_approvers: true
    match:
      risk_classes: [critical, high]
      destination_operations: [apply, deploy, migrate, release, restart, rollback, rollout, scale]
    require_broker_credential: true
    broker_reference: deploy-production
    broker_scopes: [deploy]
    # Replace these dates by your own.
    freeze_window:
      timezone: UTC
      effect: block
      reason: year-end freeze
      environments: [prod, production]
      windows:
        - name: year-end
          start: 2026-12-18T00:00:00
          end: 2027-01-04T00:00:00
    destructive_budget:
      requests: 10
      window: hour
      scope: identity
    reason_codes: [production_needs_two]

  - name: deploy-elsewhere
    priority: 30
    effect: require_approval
    min_approvals: 1
    match:
      risk_classes: [low, medium]
      destination_operations: [apply, deploy, migrate, release, restart, rollback, rollout, scale]
    reason_codes: [deployment_needs_approval]

  # Looking is free outside production. One target that is only looked at is enough to match:
  # add the operations of your tools to the rules above.
  - name: allow-looking
    priority: 40
    effect: allow
    match:
      destination_operations: [describe, get, list, logs, read, status]
      risk_classes: [low, medium]
    reason_codes: [looking_allowed]
`,
};
