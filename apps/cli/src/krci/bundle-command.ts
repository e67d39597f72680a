import { join } from 'node:path';
import {
  brokenReferences,
  findAgents,
  isUnresolved,
  findTasks,
  FRAMEWORK,
  loadTokenizer,
  printBundle,
  projectFramework,
  bundleRoots,
  selectBundle,
  type BundlePart,
  type BundleRequest,
  type BundleSelection,
  type Framework,
  type Level,
} from '@gait/agents';
import { CodedError } from '@gait/canon';
import { writeBelow } from '@gait/local';
import { boolFlag, defineCommand, listFlag, textFlag, type Outcome } from '../command.ts';
import { intFlag } from '../flag-spec.ts';
import type { Paint } from '../paint.ts';
import { namesOf } from './name-list.ts';
import { openFramework } from './open-framework.ts';
import { encodingOf, maxTokensOf, tokenSettingsOf } from './token-settings.ts';

/** `krci-ai bundle`: agents and what they need, in one file. */
export const command = defineCommand({
  path: ['bundle'],
  explain: 'Writes agents and everything that they need into one file that can be unpacked again.',
  flags: {
    all: boolFlag({ help: 'all agents' }),
    agent: listFlag({ help: 'these agents; may be repeated' }),
    task: listFlag({
      help: 'of what they need, only these tasks and what these need',
      value: 'LIST',
    }),
    level: intFlag({
      help: '1 agents, 2 and tasks, 3 and templates, 4 everything',
      value: 'LEVEL',
      default: 4,
    }),
    output: textFlag({ help: `name of the file in ${FRAMEWORK}/bundle`, value: 'NAME' }),
    'max-tokens': intFlag({ help: 'write nothing when there are more tokens (exit 2)' }),
    encoding: textFlag({ help: 'cl100k_base or o200k_base', value: 'NAME' }),
    'dry-run': boolFlag({ help: 'show what would be in it; write nothing' }),
  },
  example: 'krci-ai bundle --agent dev,qa --max-tokens 60000',
  notes: [
    'LIST: names with commas between them, or one argument in quotes.',
    'The same files give the same bytes. Unpack with: krci-ai unbundle FILE',
    'tokens.budgets.bundle in .krci-ai/config.yaml stands for --max-tokens.',
    'Exit status: 0 written, 2 a reference leads nowhere or there are too many tokens, 6 no such agent or task.',
  ],
  async run(context, { flags }) {
    const scope = {
      all: flags.all,
      agents: namesOf(flags.agent, '--agent'),
      tasks: namesOf(flags.task, '--task'),
    };
    if (scope.all === scope.agents.length > 0) {
      throw new CodedError('arguments_invalid', 'either --all or --agent is needed', {
        hint: 'krci-ai bundle --all, or --agent dev,qa',
      });
    }
    const { root, framework } = openFramework(context);
    const request = requestOf(framework, scope, levelOf(flags.level));
    const selection = selectBundle(framework, request);
    const file = `${FRAMEWORK}/bundle/${outputName(framework, scope.all, request, flags.output)}`;
    if (selection.counts.agents === 0) throw noAgents();
    const broken = brokenReferences(selection.broken, 'bundle_reference_broken');
    if (broken !== undefined) return refusal(selection, broken);
    const settings = tokenSettingsOf(framework.tree);
    const encoding = encodingOf(flags.encoding, settings);
    const { parts, leftOut } = readParts(framework, request, selection);
    assertResolved(parts);
    const bytes = printBundle(parts, scopeLine(framework, scope.all, request));
    const tokens = (await loadTokenizer(encoding)).count(bytes);
    const most = maxTokensOf(flags['max-tokens']) ?? settings.budgets.bundle;
    const dry = flags['dry-run'];
    const answer = {
      ok: true,
      bundle_file: file,
      bytes: bytes.length,
      tokens,
      encoding,
      ...(most === undefined ? {} : { max_tokens: most }),
      level: request.level,
      counts: selection.counts,
      sections: parts.flatMap(({ files }) => files.map(({ path }) => path)),
      headings: parts.flatMap(({ heading, files }) =>
        heading === undefined || files.length === 0 ? [] : [`# ${heading}`],
      ),
      left_out: leftOut,
      written: false,
    };
    if (most !== undefined && tokens > most) return { json: answer, error: tooMany(tokens, most) };
    if (!dry) writeBelow(root, file, bytes);
    return {
      exit: 0,
      json: { ...answer, written: !dry, ...(dry ? { dry_run: true } : {}) },
      text: (paint) => describe(answer, join(root, file), dry, paint),
    };
  },
});

interface Scope {
  readonly all: boolean;
  readonly agents: readonly string[];
  readonly tasks: readonly string[];
}

function levelOf(level: number): Level {
  if (level === 1 || level === 2 || level === 3 || level === 4) return level;
  throw new CodedError('flag_invalid', `there is no level ${level}`, {
    hint: '1 to 4',
    where: { field: '--level' },
  });
}

function requestOf(framework: Framework, scope: Scope, level: Level): BundleRequest {
  const agents = scope.all ? [...framework.agents.keys()] : findAgents(framework, scope.agents);
  if (scope.tasks.length === 0)
    return { agents, level, ...(scope.all ? { skills: [...framework.skills.keys()] } : {}) };
  const { groups } = selectBundle(framework, { agents, level });
  const reached = groups.flatMap(({ kind, paths }) => (kind === 'task' ? paths : []));
  return { agents, level, tasks: findTasks(reached, scope.tasks) };
}

/** `all`, or the names in alphabetical order, and what narrows them. */
function outputName(
  framework: Framework,
  all: boolean,
  request: BundleRequest,
  given: string,
): string {
  const shorts = request.agents.map((id) => framework.agents.get(id)?.short ?? id);
  const tasks = (request.tasks ?? []).map((id) => id.slice(id.lastIndexOf('/') + 1, -'.md'.length));
  const names = all
    ? ['all', ...tasks]
    : [...shorts.map((short) => short.toLowerCase()).sort(), ...tasks];
  const level = request.level === 4 ? '' : `-level${request.level}`;
  const name = given === '' ? `${names.join('-')}${level}` : given;
  // A name, not a path: the folder is the one that `unbundle` and `tokens --bundle` look into.
  if (!/^[^/\\:]+$/u.test(name) || name === '..' || name === '.') {
    throw new CodedError('bundle_output_name', `${JSON.stringify(name)} is no name of a file`, {
      hint: `it stands in ${FRAMEWORK}/bundle; leave folders out`,
      where: { field: '--output' },
    });
  }
  return name.endsWith('.md') ? name : `${name}.md`;
}

function scopeLine(framework: Framework, all: boolean, request: BundleRequest): string {
  const shorts = request.agents.map((id) => framework.agents.get(id)?.short ?? id).join(',');
  const tasks = request.tasks === undefined ? '' : ` tasks ${request.tasks.join(',')}`;
  return `${all ? 'all agents' : `agents ${shorts}`}${tasks} level ${request.level}`;
}

function readParts(
  framework: Framework,
  request: BundleRequest,
  selection: BundleSelection,
): { readonly parts: readonly BundlePart[]; readonly leftOut: readonly unknown[] } {
  const projection = projectFramework(framework, bundleRoots(request), request.level);
  const contents = new Map(projection.files.map(({ path, bytes }) => [path, bytes]));
  const parts = selection.groups.map(({ heading, paths }): BundlePart => {
    const files = paths.map((path) => ({
      path,
      content: contents.get(path) ?? unreadable(path),
      ...(framework.tree.entries.get(path)?.executable === true
        ? { executable: true as const }
        : {}),
    }));
    return heading === undefined ? { files } : { heading, files };
  });
  const inside = new Set(selection.groups.flatMap(({ paths }) => paths));
  return { parts, leftOut: projection.leftOut.filter(({ file }) => inside.has(file)) };
}

/** Whoever reads both sides of a conflict follows both. */
function assertResolved(parts: readonly BundlePart[]): void {
  const open = parts.flatMap(({ files }) => files).find(({ content }) => isUnresolved(content));
  if (open === undefined) return;
  throw new CodedError('conflict_unresolved', `${open.path} has the markers of a merge`, {
    hint: 'decide between them; krci-ai validate shows where they stand',
    where: { file: open.path },
  });
}

function unreadable(path: string): never {
  throw new CodedError('bundle_reference_broken', `${path} cannot be read`, {
    hint: 'krci-ai validate says why',
    where: { file: path },
  });
}

function refusal(selection: BundleSelection, error: CodedError): Outcome {
  const broken = selection.broken.map(({ file, line, column, written, reach }) => ({
    file,
    line,
    column,
    written,
    reach,
  }));
  return { json: { written: false, broken }, error };
}

function noAgents(): CodedError {
  return new CodedError('agent_unknown', 'there are no agents to bundle', {
    hint: 'krci-ai list agents shows what is there',
  });
}

function tooMany(tokens: number, most: number): CodedError {
  return new CodedError(
    'bundle_over_budget',
    `the bundle has ${tokens} tokens, ${most} are allowed`,
    {
      hint: 'take fewer agents, --task, or a lower --level; krci-ai tokens --all shows what is long',
    },
  );
}

interface Answer {
  readonly bytes: number;
  readonly tokens: number;
  readonly encoding: string;
  readonly counts: BundleSelection['counts'];
  readonly sections: readonly string[];
  readonly left_out: readonly unknown[];
}

function describe(answer: Answer, file: string, dry: boolean, paint: Paint): readonly string[] {
  const { agents, tasks, templates, data_files: data, skills } = answer.counts;
  const left = answer.left_out.length;
  return [
    paint.verdict(true, dry ? `would write ${file}` : `wrote ${file}`),
    ...paint.pairs({
      agents,
      tasks,
      templates,
      'data files': data,
      ...(skills > 0 ? { skills } : {}),
      bytes: answer.bytes,
      tokens: `${answer.tokens} (${answer.encoding})`,
      ...(left > 0 ? { 'left out': `${left} references to what the level does not have` } : {}),
    }),
    ...(dry ? ['', ...answer.sections.map((path) => `  ${path}`)] : []),
  ];
}
