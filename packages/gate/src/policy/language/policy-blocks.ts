import { ENDPOINT_CLASSES } from '../../intent/intent-words.ts';
import {
  block,
  blocks,
  defineBlock,
  flag,
  list,
  number,
  table,
  text,
  whole,
} from './field-kinds.ts';
import { ruleBlock } from './rule-block.ts';
import { CONSTRAINT_ACTIONS, HIGH_RISK_FIELDS, REQUIRED_FIELDS, VERDICTS } from './vocabulary.ts';

const scriptsBlock = defineBlock('scripts', {
  max_steps: {
    digestName: 'MaxSteps',
    kind: whole(),
    always: true,
    about: 'A script of more steps is blocked; 0 stands for the built-in limit of 64.',
  },
  require_approval_above: {
    digestName: 'RequireApprovalAbove',
    kind: whole(),
    always: true,
    about: 'A script of more steps needs an approval; 0: no such limit.',
  },
  block_mixed_risk: {
    digestName: 'BlockMixedRisk',
    kind: flag(),
    always: true,
    about: 'Block a script whose steps differ in risk.',
  },
});

const failClosedBlock = defineBlock('fail_closed', {
  enabled: {
    digestName: 'Enabled',
    kind: flag(),
    always: true,
    about: 'Block calls of the given risk classes that lack what is required of them.',
  },
  risk_classes: {
    digestName: 'RiskClasses',
    kind: list('lower'),
    always: true,
    about: 'Risk classes that fail closed; critical and high when enabled and none is given.',
  },
  required_fields: {
    digestName: 'RequiredFields',
    kind: list('lower', REQUIRED_FIELDS),
    always: true,
    about: 'Parts of the intent that must be there.',
  },
  required_high_risk_fields: {
    digestName: 'RequiredHighRiskFields',
    kind: list('lower', HIGH_RISK_FIELDS),
    about: 'Fields of the context that must be there.',
  },
});

export const mcpTrustBlock = defineBlock(
  'mcp_trust',
  {
    enabled: {
      digestName: 'Enabled',
      kind: flag(),
      always: true,
      about: 'Judge MCP servers by a trust snapshot; any other field here enables it, too.',
    },
    snapshot: {
      digestName: 'SnapshotPath',
      kind: text('trim'),
      always: true,
      about: 'File with the trust snapshot. Needed.',
    },
    action: {
      digestName: 'Action',
      kind: text('lower', CONSTRAINT_ACTIONS),
      always: true,
      about: 'What a server that is not trusted leads to; block when absent.',
    },
    required_risk_classes: {
      digestName: 'RequiredRiskClasses',
      kind: list('lower'),
      always: true,
      about: 'Risk classes whose calls need a trusted server; critical and high when absent.',
    },
    min_score: {
      digestName: 'MinScore',
      kind: number(),
      always: true,
      about: 'Lowest score, from 0 to 1.',
    },
    max_age: {
      digestName: 'MaxAge',
      kind: text('trim'),
      always: true,
      about: 'Greatest age of an entry of the snapshot, such as 168h.',
    },
    publisher_allowlist: {
      digestName: 'PublisherAllowlist',
      kind: list('lower'),
      always: true,
      about: 'Publishers that are trusted; empty: any.',
    },
    require_registry: {
      digestName: 'RequireRegistry',
      kind: flag(),
      always: true,
      about: 'Only servers whose registry entry was verified.',
    },
  },
  'enabled',
);

/** The whole document. */
export const policyBlock = defineBlock('policy', {
  schema_id: {
    digestName: 'SchemaID',
    kind: text('raw', ['gait.gate.policy']),
    always: true,
    about: 'gait.gate.policy',
  },
  schema_version: {
    digestName: 'SchemaVersion',
    kind: text('raw', ['1.0.0', '1.1.0']),
    always: true,
    about: '1.0.0, or 1.1.0 for sequence, taint and tool_classes.',
  },
  default_verdict: {
    digestName: 'DefaultVerdict',
    kind: text('lower', VERDICTS),
    always: true,
    about: 'Verdict of a call that no rule matches; require_approval when absent.',
  },
  default_action: {
    digestName: null,
    kind: text('raw', VERDICTS),
    about: 'The same as default_verdict; when both are given they must agree.',
  },
  scripts: {
    digestName: 'Scripts',
    kind: block(scriptsBlock),
    about: 'Limits on calls that bring several steps.',
  },
  fail_closed: {
    digestName: 'FailClosed',
    kind: block(failClosedBlock),
    always: true,
    about: 'What risky calls must say of themselves, or be blocked.',
  },
  mcp_trust: {
    digestName: 'MCPTrust',
    kind: block(mcpTrustBlock),
    about: 'Which MCP servers may be called.',
  },
  tool_classes: {
    digestName: 'ToolClasses',
    kind: table('lower', ENDPOINT_CLASSES),
    since: '1.1.0',
    about:
      'What tools do, by name, instead of guessing it from the name; holds against what a caller says.',
  },
  rules: {
    digestName: 'Rules',
    kind: blocks(ruleBlock),
    always: true,
    about: 'The lowest priority number that matches decides; rules of one priority combine.',
  },
});
