import { dirname, join } from 'node:path';
import {
  copyPath,
  findTaken,
  FRAMEWORK,
  memoryTree,
  parseBundle,
  scanTree,
  WAIVER_FILE,
  type BundleFault,
  type BundleFile,
  type ScanOptions,
} from '@gait/agents';
import { CodedError, sha256Hex } from '@gait/canon';
import {
  changeFiles,
  finishChanges,
  previewChanges,
  readTree,
  readWhole,
  type ChangePlace,
  type ChangeReport,
  type FileChange,
} from '@gait/local';
import { assertPerson } from '../approve/assert-person.ts';
import { boolFlag, defineCommand, textFlag } from '../command.ts';
import type { Paint } from '../paint.ts';
import { changePlace } from './change-place.ts';
import { waiversOf } from './install/source-of.ts';
import { nameList } from './name-list.ts';
import { projectFolder } from './open-framework.ts';

/** `krci-ai unbundle`: the files of a bundle, all or none. */
export const command = defineCommand({
  path: ['unbundle'],
  explain:
    'Unpacks a bundle into the project: checks everything first, then writes all or nothing.',
  flags: {
    'dry-run': boolFlag({ help: 'show what would be written; write nothing' }),
    force: boolFlag({
      help: 'replace files that are there with another content; copies are kept',
      short: 'f',
    }),
    allow: textFlag({
      help: `folders beside ${FRAMEWORK} that may be written to; . is the project itself`,
      value: 'LIST',
    }),
    edited: boolFlag({
      help: 'take files that do not agree with the list of contents in the bundle',
    }),
  },
  positionals: [{ name: 'file', help: 'the bundle; - is standard input' }],
  example: 'krci-ai unbundle .krci-ai/bundle/all.md --dry-run',
  notes: [
    'KRCI_AI_PROJECT_DIR names the project; else it is looked for from the current folder up.',
    'Exit status: 0 written, 2 a file is not what the bundle says or the scan finds something in it, 6 no bundle, 8 a name or an overwrite was refused.',
  ],
  run(context, { flags, positionals }) {
    // What agents are is part of what the gate stands on.
    if (!flags['dry-run']) assertPerson(context);
    const [file = ''] = positionals;
    const parsed = parseBundle(
      readWhole(file === '-' ? file : context.resolve(file), { stdin: true }),
      {
        allow: nameList(flags.allow),
        edited: flags.edited,
      },
    );
    if (!parsed.ok) return refusal(parsed.faults, file);
    const { files, verified, edited } = parsed;
    const place = changePlace(context, projectFolder(context));
    const warnings = judgeClean(files, file, waiversOf(context, place.root));
    for (const warning of warnings) context.warn(warning);
    const dry = flags['dry-run'];
    if (!dry) tellFinished(finishChanges(place), context.warn);
    const taken = findTaken(
      files.map(({ path }) => path),
      readTree(place.root).entries.keys(),
    );
    if (taken.length > 0) {
      const faults = taken.map(
        ({ path, other }) =>
          ({
            code: 'bundle_path_collision',
            line: 1,
            path,
            message: `${other} is there, which some systems take for the same`,
          }) as const,
      );
      return refusal(faults, file);
    }
    const changes = files.map(({ path, content, executable = false }) => ({
      path,
      content,
      executable,
    }));
    const preview = previewChanges(place.root, changes);
    const counts = countsOf(files, preview);
    const copies = copiesOf(place.root, preview);
    const kept = copies.map(({ path }) => path);
    const answer = {
      ok: true,
      verified,
      edited,
      ...counts,
      files: filesJson(files, preview),
      copies: kept,
      ...(warnings.length === 0 ? {} : { warnings }),
    };
    if (preview.replaced.length > 0 && !flags.force && !dry) {
      return {
        json: { ...answer, ok: false, written: false },
        error: wouldOverwrite(preview.replaced),
      };
    }
    if (!dry) writeAll(place, [...changes, ...copies], preview);
    return {
      exit: 0,
      json: { ...answer, written: !dry, ...(dry ? { dry_run: true } : {}) },
      text: (paint) =>
        describe(place.root, { ...counts, verified, edited, kept }, preview, dry, paint),
    };
  },
});

/** What is replaced may be nowhere else. */
function copiesOf(root: string, { replaced }: ChangeReport): readonly FileChange[] {
  return replaced.map((path) => {
    const content = readWhole(join(root, path));
    return { path: copyPath(path, sha256Hex(content)), content };
  });
}

/**
 * What agents read is examined before it stands there, by the waivers that the project has now.
 *
 * @returns warnings; a file that is no text is one, as a bundle carries any file
 * @throws CodedError `agent_source_unsafe`
 */
function judgeClean(
  files: readonly BundleFile[],
  bundle: string,
  waivers: ScanOptions['waivers'],
): readonly string[] {
  const contents = Object.fromEntries(files.map(({ path, content }) => [path, content]));
  const { findings } = scanTree(memoryTree(contents), waivers === undefined ? {} : { waivers });
  const found = findings.filter(({ file }) => file !== WAIVER_FILE);
  const errors = found.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) {
    const warnings = found.filter(({ severity }) => severity === 'warning');
    return warnings.map(({ file, code, message }) => `${file}: ${message} (${code})`);
  }
  const rest = errors.length > 1 ? `, and ${errors.length - 1} more` : '';
  throw new CodedError(
    'agent_source_unsafe',
    `nothing is written: ${first.file}:${first.line}: ${first.message} (${first.code})${rest}`,
    {
      hint: `krci-ai scan FILE shows passages of a bundle; what is accepted stands in ${WAIVER_FILE} of the project`,
      where: { file: bundle },
    },
  );
}

function writeAll(
  place: ChangePlace,
  changes: readonly FileChange[],
  { created, replaced }: ChangeReport,
): void {
  // What is new must still be absent: somebody else may write meanwhile.
  const absent = new Set(created);
  const sure = changes.map((one) => (absent.has(one.path) ? { ...one, expected: null } : one));
  // New files can be unpacked again; what was there before must not be lost in a power cut.
  changeFiles(place, sure, { sync: replaced.length > 0 ? 'each' : 'journal' });
}

function tellFinished(
  { outcome, files }: ReturnType<typeof finishChanges>,
  warn: (text: string) => void,
): void {
  if (outcome !== 'nothing')
    warn(`an earlier command was stopped half-way; its ${files.length} files are ${outcome}`);
}

function countsOf(
  files: readonly BundleFile[],
  preview: ChangeReport,
): Readonly<Record<'parsed' | 'new' | 'overwritten' | 'unchanged' | 'dirs', number>> {
  const made = new Set(preview.folders);
  const holders = new Set(
    preview.created.map((path) => dirname(path)).filter((folder) => made.has(folder)),
  );
  return {
    parsed: files.length,
    new: preview.created.length,
    overwritten: preview.replaced.length,
    unchanged: preview.unchanged.length,
    dirs: holders.size,
  };
}

function filesJson(files: readonly BundleFile[], preview: ChangeReport): readonly unknown[] {
  const created = new Set(preview.created);
  const replaced = new Set(preview.replaced);
  return files.map(({ path, content }) => ({
    path,
    sha256: sha256Hex(content),
    size: content.length,
    state: created.has(path) ? 'new' : replaced.has(path) ? 'overwritten' : 'unchanged',
  }));
}

function refusal(
  faults: readonly BundleFault[],
  file: string,
): { json: { written: false; faults: readonly BundleFault[] }; error: CodedError } {
  const errors = faults.map((fault) => errorOf(fault, file));
  // The gravest first: a name that leads away is told before a digest that does not agree.
  const [worst] = errors.toSorted((a, b) => b.facts.exit - a.facts.exit);
  const rest = faults.length > 1 ? `, and ${faults.length - 1} more` : '';
  const error = new CodedError(
    worst?.code ?? 'bundle_structure',
    `nothing is written: ${worst?.message ?? ''}${rest}`,
    {
      hint: worst?.hint ?? '',
      where: worst?.where ?? {},
    },
  );
  return { json: { written: false, faults }, error };
}

const HINTS: Readonly<Record<BundleFault['code'], string>> = {
  bundle_structure: 'each file needs its two lines; --json lists all faults',
  bundle_manifest_invalid: 'make the bundle again, or take the list of contents out of it',
  bundle_digest_mismatch: '--edited takes the files as they are',
  bundle_path_unsafe: 'take the file out of the bundle',
  bundle_path_foreign: '--allow names the folders that may be written to',
  bundle_path_collision: 'rename one of the files',
};

function errorOf({ code, line, path, message }: BundleFault, file: string): CodedError {
  const text = path === undefined ? message : `${JSON.stringify(path)}: ${message}`;
  return new CodedError(code, text, { hint: HINTS[code], where: { file, line } });
}

function wouldOverwrite(paths: readonly string[]): CodedError {
  const [first = ''] = paths;
  const rest = paths.length > 1 ? ` and ${paths.length - 1} more` : '';
  return new CodedError(
    'bundle_would_overwrite',
    `${first}${rest} would be overwritten with another content`,
    {
      hint: '--dry-run shows them, --force replaces them',
      where: { file: first },
    },
  );
}

interface Checked {
  readonly verified: boolean;
  readonly edited: readonly string[];
  /** Copies of what is replaced. */
  readonly kept: readonly string[];
}

function describe(
  root: string,
  counts: ReturnType<typeof countsOf> & Checked,
  preview: ChangeReport,
  dry: boolean,
  paint: Paint,
): readonly string[] {
  const { verified, edited, kept, ...numbers } = counts;
  return [
    paint.verdict(true, `${dry ? 'would unpack' : 'unpacked'} ${counts.parsed} files into ${root}`),
    ...paint.pairs({
      new: String(numbers.new),
      overwritten: String(numbers.overwritten),
      unchanged: String(numbers.unchanged),
      'folders made': String(numbers.dirs),
      checked: verified
        ? 'every byte, by the list of contents'
        : edited.length === 0
          ? 'names only: the bundle has no list of contents'
          : `by the list of contents, but for ${edited.length} that are not as it says`,
    }),
    ...edited.map((path) => `${paint.warn('edited')}  ${path}`),
    ...kept.map((path) => `${paint.dim('copy')}  ${path}`),
    ...(dry
      ? [
          '',
          ...preview.created.map((path) => `  ${paint.good('new')}        ${path}`),
          ...preview.replaced.map((path) => `  ${paint.warn('overwrite')}  ${path}`),
          ...preview.unchanged.map((path) => `  ${paint.dim('unchanged')}  ${path}`),
        ]
      : []),
  ];
}
