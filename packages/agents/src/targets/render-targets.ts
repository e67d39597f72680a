import { HARNESS_IDS, pathIn, type HarnessId } from '@gait/harness';
import type { Framework } from '../graph/read-framework.ts';
import { describeTarget } from './describe-target.ts';
import { collectFiles, type FileCollector } from './file-collector.ts';
import { readSources, type AgentSource, type Sources } from './render-sources.ts';
import type { Rendering, RenderOptions } from './rendering.ts';
import { planTarget, type AgentForm, type TargetPlan } from './target-plan.ts';
import { taskName } from './asset-name.ts';
import type { AgentUse } from './agent-text.ts';
import { rememberBodies, type RenderBodies } from './render-bodies.ts';
import { taskDescription } from './task-text.ts';

/**
 * Renders a framework for some tools: agents, tasks and skills in the form that each tool has for
 * them. The same framework gives the same bytes. Pure: what stands in the repository comes in
 * through `isForeign`, and nothing is refused, only reported.
 */
export function renderTargets(
  framework: Framework,
  targets: Iterable<HarnessId>,
  options: RenderOptions = {},
): Rendering {
  const wanted = new Set(targets);
  const ids = HARNESS_IDS.filter((id) => wanted.has(id));
  const sources = readSources(framework, options);
  const files = collectFiles(options.isForeign);
  const bodies = rememberBodies();
  const plans = ids.map((id) => planTarget(id, options.layout ?? 'kept'));
  for (const plan of plans) {
    for (const broken of sources.unreadable) files.reportUnreadable(plan.harness.id, broken);
    for (const agent of sources.agents) renderAgent(files, bodies, plan, agent);
    renderTasks(files, bodies, plan, sources);
    renderSkills(files, plan, sources);
  }
  reportSeenTwice(files.report, plans, sources.tasks[0]?.path);
  return {
    files: files.sorted(),
    reports: plans.map((plan) => describeTarget(plan, sources, files)),
  };
}

function renderAgent(
  files: FileCollector,
  bodies: RenderBodies,
  plan: TargetPlan,
  agent: AgentSource,
): void {
  const { agents, personas } = plan;
  if (agents !== undefined) renderForm(files, bodies, plan, agent, agents, 'delegate');
  if (personas !== undefined && personas !== 'agents') {
    renderForm(files, bodies, plan, agent, personas, 'persona');
  }
}

function renderForm(
  files: FileCollector,
  bodies: RenderBodies,
  { harness }: TargetPlan,
  agent: AgentSource,
  form: AgentForm,
  use: AgentUse,
): void {
  const { place, folder } = form;
  const name = form.nameOf(agent);
  const inFolder = folder === '' ? name : `${folder}/${name}`;
  files.add({
    target: harness.id,
    place,
    path: pathIn(place, inFolder),
    root: rootOf(place.path, folder),
    source: agent,
    name,
    wanted: form.as === 'agent' ? agent.short : undefined,
    title: agent.title,
    description: agent.description,
    bodies: bodies.ofAgent(agent, use),
    maxBody: form.as === 'agent' ? harness.maxAgentChars : undefined,
  });
}

function renderTasks(
  files: FileCollector,
  bodies: RenderBodies,
  { harness, tasks }: TargetPlan,
  sources: Sources,
): void {
  if (tasks === undefined) return;
  const { place } = tasks;
  for (const task of sources.tasks) {
    const name = taskName(task.name);
    files.add({
      target: harness.id,
      place,
      path: pathIn(place, name),
      root: rootOf(place.path, ''),
      source: task,
      name,
      wanted: undefined,
      title: task.title,
      description: taskDescription(task.title, task.users),
      plain: { title: name, description: taskDescription(name, task.users) },
      bodies: bodies.ofTask(task, name, place.input),
      maxBody: undefined,
    });
  }
}

function renderSkills(
  files: FileCollector,
  { harness, skills }: TargetPlan,
  sources: Sources,
): void {
  if (skills === undefined) return;
  const root = rootOf(skills.path, '');
  const replaced = harness.legacy.find(
    ({ kind, read, path, becomes }) =>
      kind === 'commands' && read && becomes === skills.path && !path.startsWith('~/'),
  );
  for (const skill of sources.skills) {
    const rival = replaced === undefined ? undefined : pathIn(replaced, skill.name);
    files.addSkill(harness.id, { place: skills, root, rival }, skill);
  }
}

/** The folder that a tool looks into: what stands before the name. */
function rootOf(path: string, folder: string): string {
  const before = path.slice(0, path.lastIndexOf('/', path.indexOf('{name}')));
  return folder === '' ? before : `${before}/${folder}`;
}

/** A tool with commands that reads the shared folder, into which others got the tasks as skills. */
export function reportSeenTwice(
  report: FileCollector['report'],
  plans: readonly TargetPlan[],
  task: string | undefined,
): void {
  if (task === undefined) return;
  const skillFolders = new Map<string, string>();
  for (const { harness, tasks: form } of plans) {
    if (form?.as === 'skill') skillFolders.set(form.place.path, harness.title);
  }
  for (const { harness, tasks: form } of plans) {
    if (form?.as !== 'command') continue;
    const seen = harness.skills.places.find(({ path }) => skillFolders.has(path));
    if (seen === undefined) continue;
    report(harness.id, {
      code: 'target_seen_twice',
      path: rootOf(seen.path, ''),
      from: task,
      message: `${harness.title} also reads the skills that ${skillFolders.get(seen.path)} needs for its tasks: there each task shows up as a command and as a skill`,
      hint: 'nothing has to be done; without the other tool the skills go',
    });
  }
}
