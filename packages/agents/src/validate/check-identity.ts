import type { AgentAsset } from '../graph/read-framework.ts';
import type { Finding, Problem } from '../findings/finding.ts';
import type { FindingCode } from '../findings/finding-codes.ts';
import type { PlacedText } from '../reader/read-block.ts';
import { toFinding } from './finding-at.ts';

/** What agents are called: alike in two places, or other than their files. */
export function checkIdentities(agents: Iterable<AgentAsset>): readonly Finding[] {
  const all = [...agents];
  return [
    ...all.flatMap(checkOwn),
    ...checkShared(all, 'agent_id_duplicate', 'id', ({ content }) => content.identity.id),
    ...checkShared(all, 'agent_name_duplicate', 'name', ({ content }) => content.identity.name),
    ...checkShared(all, 'agent_short_duplicate', 'file name', ({ short }) => ({
      text: short,
      start: 0,
      end: 0,
    })),
  ];
}

function checkShared(
  agents: readonly AgentAsset[],
  code: FindingCode,
  what: string,
  valueOf: (agent: AgentAsset) => PlacedText | undefined,
): readonly Finding[] {
  const first = new Map<string, AgentAsset>();
  return agents.flatMap((agent) => {
    const value = valueOf(agent);
    if (value === undefined || value.text === '') return [];
    const key = value.text.toLowerCase();
    const other = first.get(key);
    if (other === undefined) {
      first.set(key, agent);
      return [];
    }
    const problem = {
      code,
      message: `${other.path} has the ${what} ${value.text} too`,
      hint: `give one of the two another ${what}`,
      about: [other.path],
      ...agent.content.placeAt(value.start),
    };
    return [toFinding(problem, agent.path, [agent.short])];
  });
}

function checkOwn({ short, path, content }: AgentAsset): readonly Finding[] {
  const { id, version } = content.identity;
  const problems: Problem[] = [];
  const [, name, number] = /^(.*)-v([0-9]+)$/.exec(id?.text ?? '') ?? [];
  if (id !== undefined && name !== undefined && name !== short) {
    problems.push({
      code: 'agent_id_file',
      message: `the id ${id.text} stands in ${short}.yaml`,
      hint: `call the file ${name}.yaml, or the agent ${short}-v${number}`,
      ...content.placeAt(id.start),
    });
  }
  const major = /^[0-9]+(?=\.)/.exec(version?.text ?? '')?.[0];
  if (
    id !== undefined &&
    number !== undefined &&
    major !== undefined &&
    Number(number) !== Number(major)
  ) {
    problems.push({
      code: 'agent_id_version',
      message: `the id says version ${number}, the version is ${version?.text}`,
      hint: `end the id in -v${major}`,
      ...content.placeAt(id.start),
    });
  }
  const tasks = new Set(content.tasks.map(({ text }) => baseName(text)));
  for (const { value } of content.commands) {
    const task = /\bexecute\s+(?:the\s+)?task\s+[`"']?([\w./-]+)/i.exec(value.text)?.[1];
    if (task === undefined || tasks.has(baseName(task.replace(/\.+$/, '')))) continue;
    problems.push({
      code: 'command_task_unknown',
      message: `the command runs ${task}, which is not among the tasks`,
      hint: 'add the task, or take the command out',
      ...content.placeAt(value.start),
    });
  }
  return problems.map((problem) => toFinding(problem, path, [short]));
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.md$/, '');
}
