import type { PlaceCell } from '@gait/harness';
import type { FileCollector } from './file-collector.ts';
import type { Sources } from './render-sources.ts';
import type { Capability, Feature, TargetReport } from './rendering.ts';
import type { AgentForm, TargetPlan } from './target-plan.ts';

/** What a tool can and cannot express of what was rendered for it. */
export function describeTarget(
  plan: TargetPlan,
  { mcpServers }: Pick<Sources, 'mcpServers'>,
  files: Pick<FileCollector, 'countOf' | 'findingsOf'>,
): TargetReport {
  const { id, title } = plan.harness;
  return {
    target: id,
    title,
    capabilities: capabilitiesOf(plan),
    files: files.countOf(id),
    mcpServers,
    findings: files.findingsOf(id),
  };
}

function capabilitiesOf(plan: TargetPlan): readonly Capability[] {
  const { harness, agents, personas, tasks, skills } = plan;
  return [
    agents === undefined
      ? absent('agents', harness.agents, personas === undefined ? undefined : PERSONA_ONLY)
      : ofForm('agents', agents, 'native'),
    personas === undefined
      ? { feature: 'personas', how: 'none', confirmed: true, note: ASKED_FOR }
      : personas === 'agents'
        ? ofForm('personas', agents as AgentForm, 'native')
        : ofForm('personas', personas, 'substitute'),
    tasks === undefined
      ? { feature: 'tasks', how: 'none', confirmed: true }
      : ofForm('tasks', tasks, tasks.as === 'command' ? 'native' : 'substitute'),
    skills === undefined
      ? absent('skills', harness.skills)
      : ofForm('skills', { as: 'skill', place: skills }, 'native'),
    toolGrants(harness.toolGrants),
    mcp(harness.mcp),
  ];
}

const PERSONA_ONLY = 'a person calls the agent into the conversation instead';
const ASKED_FOR = 'a person asks for the agent by name, and it works beside the conversation';

function ofForm(
  feature: Feature,
  { as, place, folder = '' }: Pick<AgentForm, 'as' | 'place'> & { readonly folder?: string },
  how: Capability['how'],
): Capability {
  const path = folder === '' ? place.path : place.path.replace('{name}', `${folder}/{name}`);
  const { open, consent } = place;
  const notes = [
    ...(consent === undefined ? [] : [`first ${consent}`]),
    ...(open === undefined ? [] : [`not confirmed: ${open}`]),
  ];
  return {
    feature,
    how,
    as,
    path,
    confirmed: open === undefined,
    ...(notes.length === 0 ? {} : { note: notes.join('; ') }),
  };
}

function absent(feature: Feature, { open }: PlaceCell, instead?: string): Capability {
  const note = open === undefined ? instead : `not confirmed: ${open}`;
  return {
    feature,
    how: 'none',
    confirmed: open === undefined,
    ...(note === undefined ? {} : { note }),
  };
}

function toolGrants(known: boolean | undefined): Capability {
  const note =
    known === true
      ? 'an agent of krci-ai names no tools, so it may use all that the tool gives'
      : known === undefined
        ? 'not confirmed: whether an agent can name the tools that it may use'
        : undefined;
  return {
    feature: 'tool_grants',
    how: known === true ? 'native' : 'none',
    confirmed: known !== undefined,
    ...(note === undefined ? {} : { note }),
  };
}

function mcp(cell: PlaceCell): Capability {
  const [place] = cell.places;
  if (place === undefined) return absent('mcp', cell);
  return {
    feature: 'mcp',
    how: 'native',
    as: 'configuration',
    path: place.path,
    confirmed: place.open === undefined,
    note: 'servers are named in reports and configured by a person',
  };
}
