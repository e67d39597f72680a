import { COMMAND_EFFECTS, DISCOVERY_METHODS, ENDPOINT_CLASSES } from '../../intent/intent-words.ts';
import { block, defineBlock, flag, list, text, whole } from './field-kinds.ts';

const annotationsBlock = defineBlock('tool_annotations', {
  readOnlyHint: {
    digestName: 'ReadOnlyHint',
    kind: flag(true),
    about: 'The hint that a target must carry.',
  },
  destructiveHint: {
    digestName: 'DestructiveHint',
    kind: flag(true),
    about: 'The hint that a target must carry.',
  },
  idempotentHint: {
    digestName: 'IdempotentHint',
    kind: flag(true),
    about: 'The hint that a target must carry.',
  },
  openWorldHint: {
    digestName: 'OpenWorldHint',
    kind: flag(true),
    about: 'The hint that a target must carry.',
  },
});

/** What a command would do, as it was read. New in 1.1.0. */
const commandBlock = defineBlock('command', {
  programs: {
    digestName: 'Programs',
    kind: list('lower'),
    always: true,
    about: 'Programs that would run, by their plain names; one of them suffices.',
  },
  effects: {
    digestName: 'Effects',
    kind: list('lower', COMMAND_EFFECTS),
    always: true,
    about:
      'What it would do: read, write, delete, execute (a program that nothing is known of), network, privilege; destructive: it cannot be undone; obscure: not all of it could be read.',
  },
});

/** Which calls a rule is about: every list that is not empty must hold, one item of it suffices. */
export const matchBlock = defineBlock('match', {
  tool_name: {
    digestName: null,
    kind: text('raw'),
    about: 'One tool; added to tool_names.',
  },
  tool_names: {
    digestName: 'ToolNames',
    kind: list('lower'),
    always: true,
    about: 'Names of tools.',
  },
  risk_classes: {
    digestName: 'RiskClasses',
    kind: list('lower'),
    always: true,
    about: 'Risk classes of the context: low, medium, high, critical.',
  },
  target_kinds: {
    digestName: 'TargetKinds',
    kind: list('lower'),
    always: true,
    about: 'Kinds of targets: path, url, host, repo, bucket, table, queue, topic, other.',
  },
  target_values: {
    digestName: 'TargetValues',
    kind: list('trim'),
    always: true,
    about: 'Exact values of targets.',
  },
  endpoint_class: {
    digestName: null,
    kind: list('raw', ENDPOINT_CLASSES),
    about: 'The same as endpoint_classes, whose items are added.',
  },
  endpoint_classes: {
    digestName: 'EndpointClasses',
    kind: list('lower', ENDPOINT_CLASSES),
    about: 'What a call does to its target.',
  },
  discovery_method: {
    digestName: 'DiscoveryMethods',
    kind: list('lower', DISCOVERY_METHODS),
    about: 'How the agent came to know the tool.',
  },
  tool_annotations: {
    digestName: 'ToolAnnotations',
    kind: block(annotationsBlock),
    about: 'Hints of the tool.',
  },
  skill_publishers: {
    digestName: 'SkillPublishers',
    kind: list('lower'),
    about: 'Publishers of the skill that asks.',
  },
  skill_sources: {
    digestName: 'SkillSources',
    kind: list('lower'),
    about: 'Sources of the skill that asks.',
  },
  data_classes: {
    digestName: 'DataClasses',
    kind: list('lower'),
    about: 'Sensitivity of targets.',
  },
  destination_kinds: {
    digestName: 'DestinationKinds',
    kind: list('lower'),
    about: 'Kinds of targets that data goes to.',
  },
  destination_values: {
    digestName: 'DestinationValues',
    kind: list('trim'),
    about: 'Exact values of targets that data goes to.',
  },
  destination_operations: {
    digestName: 'DestinationOps',
    kind: list('lower'),
    about: 'Operations on targets that data goes to.',
  },
  provenance_sources: {
    digestName: 'ProvenanceSources',
    kind: list('lower'),
    always: true,
    about: 'Where an argument came from: user, tool_output, external, system.',
  },
  identities: {
    digestName: 'Identities',
    kind: list('trim'),
    always: true,
    about: 'Who asks.',
  },
  workspace_prefixes: {
    digestName: 'WorkspacePrefixes',
    kind: list('trim'),
    always: true,
    about: 'Beginnings of the workspace path.',
  },
  context_tool_names: {
    digestName: 'ContextToolNames',
    kind: list('lower'),
    about: 'Tool names of the inventory.',
  },
  context_data_classes: {
    digestName: 'ContextDataClasses',
    kind: list('lower'),
    about: 'Data classes of the inventory.',
  },
  context_endpoint_classes: {
    digestName: 'ContextEndpointClasses',
    kind: list('lower'),
    about: 'Endpoint classes of the inventory.',
  },
  context_autonomy_levels: {
    digestName: 'ContextAutonomyLevels',
    kind: list('lower'),
    about: 'Autonomy levels of the inventory.',
  },
  require_delegation: {
    digestName: 'RequireDelegation',
    kind: flag(),
    about: 'Only calls on behalf of somebody.',
  },
  allowed_delegator_identities: {
    digestName: 'AllowedDelegatorIdentities',
    kind: list('trim'),
    about: 'Who may delegate.',
  },
  allowed_delegate_identities: {
    digestName: 'AllowedDelegateIdentities',
    kind: list('trim'),
    about: 'To whom may be delegated.',
  },
  delegation_scopes: {
    digestName: 'DelegationScopes',
    kind: list('lower'),
    about: 'Scopes that a delegation must have one of.',
  },
  max_delegation_depth: {
    digestName: 'MaxDelegationDepth',
    kind: whole(0, true),
    about: 'Most links of a delegation chain.',
  },
  command: {
    digestName: 'Command',
    kind: block(commandBlock, true),
    since: '1.1.0',
    about: 'Only calls that run a command, by what it would do.',
  },
});
