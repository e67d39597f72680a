import { sha256Hex } from '@gait/canon';
import { FINDING_CODES } from '../findings/finding-codes.ts';
import { rootsOf } from '../graph/closure.ts';
import type { NodeKind } from '../graph/graph.ts';
import { usersOf } from '../graph/users.ts';
import type { AgentAsset, Framework } from '../graph/read-framework.ts';
import { projectFramework } from '../levels/project-framework.ts';
import { decodeAsset } from '../reader/decode-asset.ts';
import { agentDescription, agentTitle } from './agent-text.ts';
import { wordOfId } from './asset-name.ts';
import type { RenderOptions } from './rendering.ts';
import { taskTitle, type TaskUser } from './task-text.ts';

/** A file of the framework as it is installed, with its digest. */
export interface Source {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly digest: string;
}

export interface AgentSource extends Source {
  readonly short: string;
  /** What it is called where its short name has no letter that a tool takes. */
  readonly word: string;
  readonly title: string;
  readonly description: string;
  /** Its YAML with plain line breaks. */
  readonly text: string;
  readonly hasTasks: boolean;
}

export interface TaskSource extends Source {
  readonly name: string;
  readonly title: string;
  readonly users: readonly TaskUser[];
}

export interface SkillSource {
  readonly name: string;
  /** `SKILL.md` first. */
  readonly files: readonly Source[];
}

/** What is rendered: the projection of some agents at a level. */
export interface Sources {
  readonly agents: readonly AgentSource[];
  readonly tasks: readonly TaskSource[];
  readonly skills: readonly SkillSource[];
  readonly mcpServers: readonly string[];
  /** Paths of agents and tasks that cannot be read. */
  readonly unreadable: readonly string[];
}

/** Templates and data stay where tasks find them: no tool gets them. */
const RENDERED: ReadonlySet<NodeKind> = new Set(['agent', 'task', 'skill']);

export function readSources(framework: Framework, options: RenderOptions): Sources {
  const { graph } = framework;
  const wanted = [...(options.agents ?? rootsOf(graph))];
  const overridden = new Set(
    [...graph.nodes.values()].flatMap(({ id, localPath }) => (localPath === undefined ? [] : [id])),
  );
  const level = options.level ?? 4;
  const { files, nodes } = projectFramework(framework, wanted, level, {
    kinds: RENDERED,
    overridden,
  });
  const byPath = new Map(files.map((file) => [file.path, file.bytes]));
  const source = (path: string): Source => {
    const bytes = byPath.get(path) ?? new Uint8Array();
    return { path, bytes, digest: sha256Hex(bytes) };
  };
  const users = usersOf(graph);
  const unreadable: string[] = [];
  const agents: AgentSource[] = [];
  const readable = new Map<string, TaskUser>();
  for (const { kind, id } of nodes) {
    const asset = kind === 'agent' ? framework.agents.get(id) : undefined;
    if (asset === undefined) continue;
    if (!isReadable(asset) || !byPath.has(id)) unreadable.push(id);
    else {
      readable.set(asset.short, { short: asset.short, path: id });
      const listed = graph.from.get(id) ?? [];
      const tasks = nodes.filter((node) => node.kind === 'task');
      agents.push(
        agentSource(
          asset,
          source(id),
          tasks.length > 0 && listed.some((edge) => edge.kind === 'task' && edge.reach === 'found'),
        ),
      );
    }
  }
  const tasks: TaskSource[] = [];
  for (const { kind, id, name, localPath } of nodes) {
    const task = kind === 'task' ? framework.tasks.get(id) : undefined;
    if (task === undefined) continue;
    const own = (users.get(id) ?? []).flatMap((short) => readable.get(short) ?? []);
    if (task.text === undefined || task.text.fault !== undefined) unreadable.push(id);
    else if (own.length > 0) {
      // The file that wins, as it stands there: a model is sent to it.
      const read = localPath === undefined ? undefined : framework.tree.read(localPath);
      const file =
        localPath === undefined || read === undefined
          ? source(id)
          : { path: localPath, bytes: read, digest: sha256Hex(read) };
      tasks.push({ ...file, name, title: taskTitle(name, task.content), users: own });
    }
  }
  const skills = nodes
    .filter(({ kind }) => kind === 'skill')
    .map(({ id, name, files: paths }) => ({
      name,
      files: [id, ...paths.filter((path) => path !== id)]
        .filter((path) => byPath.has(path))
        .map(source),
    }));
  const mcpServers = nodes.filter(({ kind }) => kind === 'mcp').map(({ name }) => name);
  return { agents, tasks, skills, mcpServers, unreadable };
}

function agentSource(
  { short, content }: AgentAsset,
  source: Source,
  hasTasks: boolean,
): AgentSource {
  return {
    ...source,
    short,
    word: wordOfId(content.identity.id?.text),
    title: agentTitle(short, content),
    description: agentDescription(short, content),
    text: decodeAsset(source.bytes).text.replace(/\r\n?/g, '\n'),
    hasTasks,
  };
}

/** An agent whose YAML is broken would be a broken prompt; a field that breaks a rule would not. */
function isReadable({ text, problems }: AgentAsset): boolean {
  if (text === undefined || text.fault !== undefined || text.text.trim() === '') return false;
  return !problems.some(
    ({ code }) => code.startsWith('yaml_') && FINDING_CODES[code].severity === 'error',
  );
}
