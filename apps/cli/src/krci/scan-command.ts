import { lstatSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  findingsGithub,
  findingsText,
  FRAMEWORK,
  readWaivers,
  scanJson,
  scanSarif,
  scanTree,
  SCAN_RULES,
  WAIVER_FILE,
  type FileTree,
  type ScanFinding,
  type ScanReport,
  type Severity,
} from '@gait/agents';
import { CodedError, decodeUtf8Loose, formatTime, prettyJson } from '@gait/canon';
import { readTree, readWhole } from '@gait/local';
import { defineCommand, textFlag } from '../command.ts';
import type { Context } from '../context.ts';
import type { Paint } from '../paint.ts';
import { timePhase } from './debug-log.ts';
import { packing } from './install/packing.ts';
import { projectFolder } from './open-framework.ts';

const FORMATS = ['text', 'json', 'sarif', 'github'] as const;
const BOUNDS = ['error', 'warning', 'note', 'never'] as const;
const FOUND = 2;
const LARGEST = 4 * 1024 * 1024;
const UNpacking = { inflate: packing.inflate };

/** `krci-ai scan`: hidden text, injections, commands, secrets and rights in what an agent will read. */
export const command = defineCommand({
  path: ['scan'],
  explain:
    'Examines agents, tasks, skills and all their files for hidden text, injections, commands that fetch and run, ways out for data, secrets and dangerous rights.',
  flags: {
    format: textFlag({ help: FORMATS.join(', '), value: 'FORMAT', default: 'text' }),
    'fail-on': textFlag({
      help: 'least severity that makes the exit status 2: error, warning, note or never',
      value: 'SEVERITY',
      default: 'warning',
    }),
  },
  positionals: [{ name: 'path', help: 'project, framework, pack, skill or file', optional: true }],
  example: 'krci-ai scan --format sarif > scan.sarif',
  notes: [
    `What is accepted stands in ${WAIVER_FILE} of the project: waivers: a list of {rule, path, digest, reason,`,
    'expires}; --json has the first three as code, file and digest; a reason has 15 characters or more. A waiver is void',
    'when its lines change, and a finding when its day is over or it matches nothing. One for a file that is not here',
    'counts when that is installed. Waivers inside of a pack do not count.',
    'A passage that is quoted or forbidden as an example is a note.',
    'Exit status: 0 nothing of that severity, 2 findings, 6 no such path.',
  ],
  run(context, { flags, positionals, json }) {
    const format = oneOf('--format', flags.format, FORMATS);
    const bound = oneOf('--fail-on', flags['fail-on'], BOUNDS);
    if (json === true && format !== 'text' && format !== 'json') {
      throw new CodedError('flag_invalid', `--json and --format ${format} are two answers`, {
        hint: 'leave one of them out',
        where: { field: '--format' },
      });
    }
    const report = timePhase(context, 'scan', () => scanPlace(context, positionals[0]));
    const ok = !report.findings.some(({ severity }) => reaches(severity, bound));
    const answer = { ok, ...scanJson(report) };
    return {
      exit: ok ? 0 : FOUND,
      json: answer,
      text: (paint) => {
        switch (format) {
          case 'json':
            return prettyJson(answer).trimEnd().split('\n');
          case 'sarif':
            return prettyJson(scanSarif(report, context.version)).trimEnd().split('\n');
          case 'github':
            return findingsGithub(report.findings);
          case 'text':
            return describe(report, ok, paint);
        }
      },
    };
  },
});

function oneOf<Known extends string>(flag: string, text: string, known: readonly Known[]): Known {
  const found = known.find((one) => one === text);
  if (found !== undefined) return found;
  throw new CodedError('flag_invalid', `${flag} is ${JSON.stringify(text)}`, {
    hint: `one of ${known.join(', ')}`,
    where: { field: flag },
  });
}

function reaches(severity: Severity, bound: (typeof BOUNDS)[number]): boolean {
  return bound !== 'never' && BOUNDS.indexOf(severity) <= BOUNDS.indexOf(bound);
}

/**
 * A project is examined with its waivers; anything else is what somebody may install, and has none.
 */
function scanPlace(context: Context, path: string | undefined): ScanReport {
  if (path === undefined) return scanProject(context, projectFolder(context));
  const place = realPath(context.resolve(path), path);
  const kind = lstatSync(place);
  if (kind.isFile()) return scanFile(place, path);
  if (!kind.isDirectory()) throw notThere(path, 'is no file and no folder');
  if (basename(place) === FRAMEWORK) return scanProject(context, dirname(place));
  if (lstatSync(join(place, FRAMEWORK), { throwIfNoEntry: false })?.isDirectory() === true) {
    return scanProject(context, place);
  }
  const tree = timePhase(context, 'list', () => readTree(place, { folder: place }));
  return rename(scanTree(tree, UNpacking), FRAMEWORK, path.replace(/[/\\]+$/u, '') || path);
}

function scanProject(context: Context, root: string): ScanReport {
  const tree = timePhase(context, 'list', () => readTree(root));
  if (tree.entries.get(FRAMEWORK)?.kind !== 'folder') {
    throw new CodedError('framework_missing', `no framework in ${root}`, {
      hint: 'go to the project, or name what is to be examined: krci-ai scan PATH',
      where: { file: join(root, FRAMEWORK) },
    });
  }
  const today = formatTime(context.now()).slice(0, 10);
  const bytes = tree.read(WAIVER_FILE);
  const file = readWaivers(bytes === undefined ? undefined : decodeUtf8Loose(bytes), today);
  return scanTree(tree, { ...UNpacking, waivers: { file, today } });
}

function scanFile(place: string, shown: string): ScanReport {
  const bytes = readWhole(place, { maxBytes: LARGEST });
  const entry = { path: shown, kind: 'file', size: bytes.length } as const;
  const tree: FileTree = {
    entries: new Map([[shown, entry]]),
    truncated: false,
    read: () => bytes,
  };
  return scanTree(tree);
}

/** The tree of a folder calls it as a project would; findings call it as the person did. */
function rename(report: ScanReport, from: string, to: string): ScanReport {
  const one = (finding: ScanFinding): ScanFinding => ({
    ...finding,
    file:
      to === '.'
        ? finding.file.slice(from.length + 1) || '.'
        : to + finding.file.slice(from.length),
  });
  return { ...report, findings: report.findings.map(one), waived: report.waived.map(one) };
}

function realPath(place: string, shown: string): string {
  try {
    return realpathSync(place);
  } catch {
    throw notThere(shown, 'is not there');
  }
}

function notThere(shown: string, what: string): CodedError {
  return new CodedError('file_missing', `${shown} ${what}`, {
    hint: 'name a project, a folder with assets, or a file',
    where: { file: shown },
  });
}

function describe(report: ScanReport, ok: boolean, paint: Paint): readonly string[] {
  const { findings, counts } = report;
  const { files, errors, warnings, notes, waived } = counts;
  const what = [
    [errors, 'error'],
    [warnings, 'warning'],
    [notes, 'note'],
  ] as const;
  const found = what.map(([count, word]) => `${count} ${word}${count === 1 ? '' : 's'}`).join(', ');
  const rules = Object.keys(SCAN_RULES).length;
  return [
    ...findingsText(findings, paint),
    paint.verdict(
      ok,
      `${ok ? 'examined' : 'found'}: ${found}${waived > 0 ? `, ${waived} waived` : ''}`,
    ),
    paint.dim(`${files} files, ${rules} rules`),
    ...(ok
      ? []
      : paint.prose(`What is right as it is can be waived with a reason: krci-ai scan --help.`)),
  ];
}
