import { findingJson, findingsText, unifiedDiff } from '@gait/agents';
import { assertPerson } from '../approve/assert-person.ts';
import { boolFlag, defineCommand, textFlag, type Outcome } from '../command.ts';
import { SIGNING_FLAGS } from '../key-flags.ts';
import type { Paint } from '../paint.ts';
import { openInstallPlace, withProject } from './install/install-place.ts';
import { bytesAt, finishEarlier, type EarlierOutcome } from './install/project-state.ts';
import { signerOf } from './install/signer-of.ts';
import { sourcesOf } from './install/source-of.ts';
import { lacksLock, migrateProject, type MigrationReport } from './migrate/migrate-project.ts';
import { TRUST_FLAGS } from './pack/trust-flags.ts';
import { paintDiff } from './update/describe-update.ts';
import { settlePendingUndo } from './update/undo-place.ts';

/** `krci-ai migrate`: to the formats and places of today. */
export const command = defineCommand({
  path: ['migrate'],
  explain:
    'Moves files of AI coding tools to where those look today, and takes over agents that no lock tells of.',
  flags: {
    from: textFlag({
      help: 'what agents without a lock are held against; default: the framework in this program',
      value: 'SOURCE',
    }),
    'dry-run': boolFlag({ help: 'show every difference; write nothing' }),
    ...TRUST_FLAGS,
    'blob-host': textFlag({
      help: 'other hosts that a registry may send to for contents',
      value: 'LIST',
    }),
    ...SIGNING_FLAGS,
  },
  positionals: [],
  example: 'krci-ai migrate --dry-run',
  notes: [
    'Chat modes become agents, rules of Windsurf those of Devin, commands of Claude Code skills, guidelines of Junie AGENTS.md.',
    'Plugins of OpenCode 1 are told with the place and the form of today, and left: tools have other names there, so a guard',
    'that was only moved would match nothing.',
    'A file is never written over: where its new place is taken it stays and is told.',
    'Agents without a lock: files that are known are locked, edited ones as edited; all others stay as the project’s own.',
    'krci-ai rollback takes it back.',
    'Exit status: 0 done or nothing to do.',
  ],
  async run(context, { flags }) {
    const dryRun = flags['dry-run'];
    // What agents are is part of what the gate stands on.
    if (!dryRun) assertPerson(context);
    const key = await signerOf(context, flags);
    const place = openInstallPlace(context);
    const earlier = dryRun ? undefined : finishEarlier(context, place);
    const { root } = place;
    const [opened] = lacksLock(root) ? await sourcesOf(context, flags.from, undefined, flags) : [];
    const source = opened?.source;
    return withProject(place, dryRun, (): Outcome => {
      if (!dryRun) settlePendingUndo(place);
      const report = migrateProject(context, place, { source, dryRun, key });
      // Of what was moved there is nothing left to compare.
      const diffs = dryRun ? diffsOf(root, report) : new Map<string, readonly string[]>();
      return {
        exit: 0,
        json: {
          ok: true,
          ...migrationJson(report, diffs, earlier),
          ...(dryRun ? { dry_run: true } : {}),
        },
        text: (paint) => describe(root, report, diffs, dryRun, paint),
      };
    });
  },
});

function diffsOf(root: string, { moves }: MigrationReport): ReadonlyMap<string, readonly string[]> {
  return new Map(
    moves.map(({ from, to, bytes }) => [
      to,
      unifiedDiff({ path: to, from, before: bytesAt(root, from), after: bytes }),
    ]),
  );
}

function migrationJson(
  { moves, left, adopted, findings, ownAgents, written }: MigrationReport,
  diffs: ReadonlyMap<string, readonly string[]>,
  earlier: EarlierOutcome,
): Readonly<Record<string, unknown>> {
  return {
    written,
    moves: moves.map(({ target, from, to, changes }) => ({
      target,
      from,
      to,
      changes,
      diff: diffs.get(to)?.join('\n'),
    })),
    left,
    findings: findings.map(findingJson),
    ...(ownAgents.length === 0 ? {} : { own_agents: ownAgents }),
    ...(adopted === undefined
      ? {}
      : {
          adopted: {
            level: adopted.lock.level,
            agents: adopted.lock.agents,
            source: adopted.lock.source,
            same: adopted.adoption.same,
            edited: adopted.adoption.files
              .filter(({ reason }) => reason === 'edited')
              .map(({ path }) => path),
            own: adopted.adoption.own,
          },
        }),
    ...(earlier === undefined ? {} : { earlier }),
  };
}

function describe(
  root: string,
  { moves, left, adopted, findings, ownAgents, written }: MigrationReport,
  diffs: ReadonlyMap<string, readonly string[]>,
  dryRun: boolean,
  paint: Paint,
): readonly string[] {
  const done = dryRun ? 'would migrate' : written ? 'migrated' : 'nothing to migrate:';
  const edited = adopted?.adoption.files.filter(({ reason }) => reason === 'edited') ?? [];
  return [
    paint.verdict(true, `${done} ${moves.length} files in ${root}`),
    ...(adopted === undefined
      ? []
      : paint.pairs({
          'taken over': `${adopted.lock.agents.length} agents at level ${adopted.lock.level}`,
          source: `${adopted.lock.source} ${adopted.lock.version}`.trim(),
          known: adopted.adoption.same,
          edited: edited.length || undefined,
          own: adopted.adoption.own.length || undefined,
        })),
    ...(ownAgents.length === 0
      ? []
      : [
          `${ownAgents.length} agents stay the project’s own; --from SOURCE takes over those that came from there`,
        ]),
    ...moves.flatMap(({ from, to, changes }) => [
      `${paint.good('moved')}  ${from}  ${to}${changes.length === 0 ? '' : `  ${paint.dim(changes.join('; '))}`}`,
      ...(diffs.get(to) ?? []).map((line) => paintDiff(line, paint)),
    ]),
    ...edited.map(({ path }) => `${paint.warn('edited')}  ${path}`),
    ...left.map(({ path, detail }) => `${paint.warn('left')}  ${path}  ${paint.dim(detail)}`),
    ...findingsText(findings, paint),
    ...(written ? [paint.dim('krci-ai rollback takes it back')] : []),
  ];
}
