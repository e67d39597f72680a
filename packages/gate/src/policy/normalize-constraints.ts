import { checkWord } from './check-word.ts';
import {
  dataflowBlock,
  endpointBlock,
  freezeWindowBlock,
  rateLimitBlock,
  budgetBlock,
  sandboxBlock,
} from './language/constraint-blocks.ts';
import type { Block } from './language/field-kinds.ts';
import { CONSTRAINT_ACTIONS, RATE_SCOPES, RATE_WINDOWS } from './language/vocabulary.ts';
import { normalizeSequence, normalizeTaint } from './normalize-session-rules.ts';
import type {
  DataflowDraft,
  EndpointDraft,
  FreezeWindowDraft,
  RateDraft,
  Refuse,
  RuleDraft,
} from './policy-draft.ts';
import type { SandboxPolicy } from './policy.ts';

/** Fills in the defaults of a rule's constraints that are in force, and checks those. */
export function normalizeConstraints(rule: RuleDraft, refuse: Refuse): void {
  if (isWritten(rule.freeze_window, freezeWindowBlock)) {
    normalizeFreezeWindow(rule.freeze_window, rule.name, refuse);
  }
  if (isWritten(rule.sandbox, sandboxBlock)) {
    rule.sandbox = { ...rule.sandbox, enabled: asksForSandbox(rule.sandbox) };
  }
  if (isWritten(rule.rate_limit, rateLimitBlock) && rule.rate_limit.requests > 0) {
    normalizeRate(rule.rate_limit, 'rate_limit', refuse);
  }
  if (isWritten(rule.destructive_budget, budgetBlock)) {
    normalizeBudget(rule.destructive_budget, rule.name, refuse);
  }
  if (isWritten(rule.dataflow, dataflowBlock)) normalizeDataflow(rule.dataflow, refuse);
  if (isWritten(rule.endpoint, endpointBlock)) normalizeEndpoint(rule.endpoint, refuse);
  if (rule.sequence !== null) normalizeSequence(rule.sequence, rule.name, refuse);
  if (rule.taint !== null) normalizeTaint(rule.taint, rule.name, refuse);
}

/** A block that nobody wrote is the shared empty one, and may not be changed. */
function isWritten(value: object, block: Block): boolean {
  return value !== (block.empty as object);
}

function normalizeFreezeWindow(freeze: FreezeWindowDraft, rule: string, refuse: Refuse): void {
  const written =
    freeze.enabled ||
    freeze.timezone !== '' ||
    freeze.effect !== '' ||
    freeze.reason !== '' ||
    freeze.environments.length + freeze.risk_classes.length + freeze.windows.length > 0;
  if (!written) return;
  freeze.enabled = true;
  if (freeze.timezone === '') {
    throw refuse(
      ['freeze_window', 'timezone'],
      `the freeze window of ${rule} needs a time zone`,
      'write timezone: and a name such as Europe/Berlin or UTC',
    );
  }
  freeze.effect = checkWord(
    freeze.effect,
    'block',
    CONSTRAINT_ACTIONS,
    ['freeze_window', 'effect'],
    refuse,
  );
  if (freeze.windows.length === 0) {
    throw refuse(
      ['freeze_window', 'windows'],
      `the freeze window of ${rule} has no windows`,
      'write windows: with start and end of each',
    );
  }
  for (const [index, window] of freeze.windows.entries()) {
    if (window.name === '') window.name = `window-${index + 1}`;
    if (window.start === '' || window.end === '') {
      throw refuse(
        ['freeze_window', 'windows', index],
        `a window of ${rule} needs start and end`,
        'write both as YYYY-MM-DDTHH:MM:SS',
      );
    }
  }
}

function asksForSandbox(sandbox: SandboxPolicy): boolean {
  return (
    sandbox.enabled ||
    sandbox.max_timeout_seconds > 0 ||
    sandbox.allowed_writable_path_prefixes !== null ||
    sandbox.required_read_only_roots !== null ||
    sandbox.allowed_network_modes.length +
      sandbox.allowed_env_exposure_modes.length +
      sandbox.allowed_filesystem_isolations.length +
      sandbox.allowed_user_modes.length >
      0
  );
}

function normalizeRate(rate: RateDraft, name: string, refuse: Refuse): void {
  rate.window = checkWord(rate.window, 'minute', RATE_WINDOWS, [name, 'window'], refuse);
  rate.scope = checkWord(rate.scope, 'tool_identity', RATE_SCOPES, [name, 'scope'], refuse);
}

function normalizeBudget(budget: RateDraft, rule: string, refuse: Refuse): void {
  if (budget.requests === 0 && budget.window === '' && budget.scope === '') return;
  if (budget.requests === 0) {
    throw refuse(
      ['destructive_budget', 'requests'],
      `the destructive budget of ${rule} allows nothing`,
      'write requests: 1 or more, or use effect: block',
    );
  }
  normalizeRate(budget, 'destructive_budget', refuse);
}

function normalizeDataflow(flow: DataflowDraft, refuse: Refuse): void {
  flow.enabled ||=
    flow.tainted_sources.length +
      flow.destination_kinds.length +
      flow.destination_values.length +
      flow.destination_operations.length >
    0;
  if (!flow.enabled) return;
  if (flow.tainted_sources.length === 0) flow.tainted_sources = ['external', 'tool_output'];
  flow.action = checkWord(
    flow.action,
    'require_approval',
    CONSTRAINT_ACTIONS,
    ['dataflow', 'action'],
    refuse,
  );
  flow.reason_code ||= 'dataflow_tainted_destination';
  flow.violation ||= 'tainted_dataflow';
}

function normalizeEndpoint(endpoint: EndpointDraft, refuse: Refuse): void {
  endpoint.enabled ||=
    endpoint.destructive_action !== '' ||
    endpoint.path_allowlist.length +
      endpoint.path_denylist.length +
      endpoint.domain_allowlist.length +
      endpoint.domain_denylist.length +
      endpoint.egress_classes.length >
      0;
  if (!endpoint.enabled) return;
  const words = CONSTRAINT_ACTIONS;
  endpoint.action = checkWord(endpoint.action, 'block', words, ['endpoint', 'action'], refuse);
  endpoint.destructive_action = checkWord(
    endpoint.destructive_action,
    '',
    words,
    ['endpoint', 'destructive_action'],
    refuse,
  );
  endpoint.reason_code ||= 'endpoint_constraint_violation';
  endpoint.violation ||= 'endpoint_constraint_violation';
}
