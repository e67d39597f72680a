import type { AgentsLock } from '@gait/agents';
import { defineCommand, type JsonAnswer } from '../command.ts';
import type { Paint } from '../paint.ts';
import { sourceLines, sourcesJson } from './install/describe-sources.ts';
import { openInstallPlace } from './install/install-place.ts';
import {
  inspectProject,
  type JudgedLocal,
  type ProjectInspection,
} from './install/inspect-project.ts';
import { finishEarlier } from './install/project-state.ts';

/** `krci-ai status`: what is installed, and what became of it. */
export const command = defineCommand({
  path: ['status'],
  explain:
    'Says what is installed in the project, from where, by whom, and what was changed since.',
  flags: {},
  positionals: [],
  example: 'krci-ai status --json',
  notes: ['Exit status: 0, whatever it finds; krci-ai verify fails on findings.'],
  run(context) {
    const place = openInstallPlace(context);
    const earlier = finishEarlier(context, place);
    const found = inspectProject(place.root, undefined);
    return {
      exit: 0,
      json: {
        ok: true,
        ...statusJson(found),
        ...(earlier === undefined ? {} : { earlier }),
      },
      text: (paint) => describe(place.root, found, paint),
    };
  },
});

/** What is installed, for scripts. */
export function statusJson(found: ProjectInspection): JsonAnswer {
  const { lock, findings, local, last, signature } = found;
  return {
    installed: lock !== undefined,
    ...(lock === undefined
      ? {}
      : {
          level: lock.level,
          selection: lock.selection,
          agents: lock.agents,
          targets: lock.targets,
          source: lock.source,
          version: lock.version,
          publisher: lock.publisher,
          sources: sourcesJson(lock),
          producer_version: lock.producer,
          set_digest: found.setDigest,
          files: lock.files.length,
          accepted: acceptedEdits(lock),
          signature: signature?.status,
        }),
    findings,
    local,
    ...(last === undefined ? {} : { last }),
  };
}

const SIGNATURE = {
  missing: 'none: the lock is not signed',
  skipped: 'there is one; krci-ai verify --public-key checks it',
  verified: 'verified',
  failed: 'wrong',
} as const;

function describe(root: string, found: ProjectInspection, paint: Paint): readonly string[] {
  const { lock, findings, local, last, signature } = found;
  if (lock === undefined) return [paint.verdict(false, `nothing is installed in ${root}`)];
  const state = findings.length === 0 ? 'as installed' : differencesText(findings.length);
  return [
    paint.verdict(findings.length === 0, `level ${lock.level} in ${root}: ${state}`),
    ...paint.pairs({
      agents: `${lock.agents.length}${lock.selection === 'all' ? ' (all)' : ''}: ${lock.agents.join(', ')}`,
      tools: lock.targets.join(', ') || 'none',
      files: lock.files.length,
      'set digest': found.setDigest,
      signature: SIGNATURE[signature?.status ?? 'missing'],
      last:
        last === undefined
          ? undefined
          : `${last.action} by ${last.by}${last.git_user === undefined ? '' : ` (${last.git_user})`} at ${last.at}${last.signed ? ', signed' : ', unsigned'}`,
    }),
    ...(lock.sources.length === 0 ? [] : ['', ...sourceLines(lock, paint), '']),
    ...findingLines(found, paint),
    ...acceptedLines(lock, paint),
    ...local.map((file) => localLine(file, paint)),
  ];
}

/** Files with edits that the lock has taken in, by an update that merged them or by `accept`. */
function acceptedEdits({ files }: AgentsLock): readonly string[] {
  return files.flatMap(({ path, base }) => (base === undefined ? [] : [path]));
}

/** The same, a line each. */
export function acceptedLines(lock: AgentsLock | undefined, paint: Paint): readonly string[] {
  const paths = lock === undefined ? [] : acceptedEdits(lock);
  return paths.map((path) => `${paint.dim('accepted edit')}  ${path}`);
}

function localLine({ path, id, effect, in_effect }: JudgedLocal, paint: Paint): string {
  const off = in_effect === false ? `  ${paint.warn('not in effect: run krci-ai install')}` : '';
  return `${paint.dim('local')}  ${path} ${effect} ${id}${off}`;
}

/** How much is not as the lock says. */
export function differencesText(count: number): string {
  return `${count} ${count === 1 ? 'difference' : 'differences'} from the lock`;
}

/** What is not as the lock says, a line each. */
export function findingLines(
  { findings }: Pick<ProjectInspection, 'findings'>,
  paint: Paint,
): readonly string[] {
  return findings.map(
    ({ code, path, message, sources = [] }) =>
      `${paint.warn(code)}  ${path}  ${paint.dim([message, ...sources.map((name) => `of ${name}`)].join(', '))}`,
  );
}
