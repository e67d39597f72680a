import {
  ENV_EXPOSURE_MODES,
  FILESYSTEM_ISOLATIONS,
  NETWORK_MODES,
  USER_MODES,
} from '../../intent/intent-words.ts';
import { blocks, defineBlock, flag, list, text, whole } from './field-kinds.ts';
import { CONSTRAINT_ACTIONS, EGRESS_CLASSES, RATE_SCOPES, RATE_WINDOWS } from './vocabulary.ts';

/** In the digest of a block that is enabled every field is there, set or not. */
const always = true;

export const endpointBlock = defineBlock(
  'endpoint',
  {
    enabled: {
      digestName: 'Enabled',
      kind: flag(),
      always,
      about: 'Check the targets; any list here and destructive_action enable it, too.',
    },
    path_allowlist: {
      digestName: 'PathAllowlist',
      kind: list('trim'),
      always,
      about: 'Patterns of paths; every path must match one.',
    },
    path_denylist: {
      digestName: 'PathDenylist',
      kind: list('trim'),
      always,
      about: 'Patterns of paths; no path may match one.',
    },
    domain_allowlist: {
      digestName: 'DomainAllowlist',
      kind: list('lower'),
      always,
      about: 'Domains; every domain must match one.',
    },
    domain_denylist: {
      digestName: 'DomainDenylist',
      kind: list('lower'),
      always,
      about: 'Domains; no domain may match one.',
    },
    egress_classes: {
      digestName: 'EgressClasses',
      kind: list('lower', EGRESS_CLASSES),
      always,
      about: 'Ways out that are allowed; empty: all.',
    },
    action: {
      digestName: 'Action',
      kind: text('lower', CONSTRAINT_ACTIONS),
      always,
      about: 'What a broken constraint leads to; block when absent.',
    },
    destructive_action: {
      digestName: 'DestructiveAction',
      kind: text('lower', CONSTRAINT_ACTIONS),
      always,
      about: 'What a destructive target leads to.',
    },
    reason_code: {
      digestName: 'ReasonCode',
      kind: text('trim'),
      always,
      about: 'Reason code; endpoint_constraint_violation when absent.',
    },
    violation: {
      digestName: 'Violation',
      kind: text('trim'),
      always,
      about: 'Violation; endpoint_constraint_violation when absent.',
    },
  },
  'enabled',
);

const windowBlock = defineBlock('window', {
  name: {
    digestName: 'Name',
    kind: text('trim'),
    always,
    about: 'Name; window-N when absent.',
  },
  start: {
    digestName: 'Start',
    kind: text('trim'),
    always,
    about: 'First moment, YYYY-MM-DDTHH:MM:SS in the time zone of the freeze window.',
  },
  end: {
    digestName: 'End',
    kind: text('trim'),
    always,
    about: 'First moment after, YYYY-MM-DDTHH:MM:SS in the time zone of the freeze window.',
  },
});

export const freezeWindowBlock = defineBlock(
  'freeze_window',
  {
    enabled: {
      digestName: 'Enabled',
      kind: flag(),
      always,
      about: 'Any other field here enables it, too.',
    },
    timezone: {
      digestName: 'Timezone',
      kind: text('trim'),
      always,
      about: 'Name of the IANA database, such as Europe/Berlin. Needed.',
    },
    effect: {
      digestName: 'Effect',
      kind: text('lower', CONSTRAINT_ACTIONS),
      always,
      about: 'Verdict inside a window; block when absent.',
    },
    reason: {
      digestName: 'Reason',
      kind: text('trim'),
      always,
      about: 'Told to whoever asks.',
    },
    environments: {
      digestName: 'Environments',
      kind: list('lower'),
      always,
      about: 'Environments that are frozen; empty: all.',
    },
    risk_classes: {
      digestName: 'RiskClasses',
      kind: list('lower'),
      always,
      about: 'Risk classes that are frozen; empty: all.',
    },
    windows: {
      digestName: 'Windows',
      kind: blocks(windowBlock),
      always,
      about: 'The windows. At least one.',
    },
  },
  'enabled',
);

export const sandboxBlock = defineBlock(
  'sandbox',
  {
    enabled: {
      digestName: 'Enabled',
      kind: flag(),
      always,
      about: 'Any other field here enables it, too.',
    },
    allowed_network_modes: {
      digestName: 'AllowedNetworkModes',
      kind: list('lower', NETWORK_MODES),
      always,
      about: 'Network modes that are allowed.',
    },
    allowed_writable_path_prefixes: {
      digestName: 'AllowedWritablePathPrefixes',
      kind: list('path'),
      always,
      about: 'Folders under which the sandbox may be writable.',
    },
    required_read_only_roots: {
      digestName: 'RequiredReadOnlyRoots',
      kind: list('path'),
      always,
      about: 'Folders that the sandbox must have read-only.',
    },
    allowed_env_exposure_modes: {
      digestName: 'AllowedEnvExposureModes',
      kind: list('lower', ENV_EXPOSURE_MODES),
      always,
      about: 'How much of the environment may be seen.',
    },
    max_timeout_seconds: {
      digestName: 'MaxTimeoutSeconds',
      kind: whole(),
      always,
      about: 'Longest run; 0: no limit.',
    },
    allowed_filesystem_isolations: {
      digestName: 'AllowedFilesystemIsolations',
      kind: list('lower', FILESYSTEM_ISOLATIONS),
      always,
      about: 'How the file system may be isolated.',
    },
    allowed_user_modes: {
      digestName: 'AllowedUserModes',
      kind: list('lower', USER_MODES),
      always,
      about: 'As which user it may run.',
    },
  },
  'enabled',
);

function rateBlock(title: string) {
  return defineBlock(
    title,
    {
      requests: {
        digestName: 'Requests',
        kind: whole(),
        always,
        about: 'How many calls; 0: no limit.',
      },
      window: {
        digestName: 'Window',
        kind: text('lower', RATE_WINDOWS),
        always,
        about: 'In what time; minute when absent.',
      },
      scope: {
        digestName: 'Scope',
        kind: text('lower', RATE_SCOPES),
        always,
        about: 'Whose calls are counted together; tool_identity when absent.',
      },
    },
    'requests',
  );
}

export const rateLimitBlock = rateBlock('rate_limit');
export const budgetBlock = rateBlock('destructive_budget');

export const dataflowBlock = defineBlock(
  'dataflow',
  {
    enabled: {
      digestName: 'Enabled',
      kind: flag(),
      always,
      about: 'Check where data goes; any list here enables it, too.',
    },
    tainted_sources: {
      digestName: 'TaintedSources',
      kind: list('lower'),
      always,
      about: 'Sources that are not trusted; external and tool_output when absent.',
    },
    destination_kinds: {
      digestName: 'DestinationKinds',
      kind: list('lower'),
      about: 'Kinds of targets that such data may not reach.',
    },
    destination_values: {
      digestName: 'DestinationValues',
      kind: list('trim'),
      about: 'Targets that such data may not reach.',
    },
    destination_operations: {
      digestName: 'DestinationOperations',
      kind: list('lower'),
      about: 'Operations that such data may not be used in.',
    },
    action: {
      digestName: 'Action',
      kind: text('lower', CONSTRAINT_ACTIONS),
      always,
      about: 'What a broken constraint leads to; require_approval when absent.',
    },
    reason_code: {
      digestName: 'ReasonCode',
      kind: text('trim'),
      always,
      about: 'Reason code; dataflow_tainted_destination when absent.',
    },
    violation: {
      digestName: 'Violation',
      kind: text('trim'),
      always,
      about: 'Violation; tainted_dataflow when absent.',
    },
  },
  'enabled',
);
