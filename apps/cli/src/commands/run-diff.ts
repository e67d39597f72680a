import { compactJson, isCodedError } from '@gait/canon';
import {
  diffChains,
  diffRunpacks,
  isChanged,
  parseChain,
  parseDiffPrivacy,
  readRunpack,
  type DiffSummary,
  type Runpack,
} from '@gait/evidence';
import { readWhole, resolveRun, writeWhole, type FoundRun } from '@gait/local';
import { defineCommand, textFlag, type JsonAnswer, type Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { withRun } from '../open-run.ts';
import type { Paint } from '../paint.ts';
import { parseProfile, READ_PROFILE_FLAG } from '../verify-flags.ts';

const UNCHANGED: JsonAnswer = {
  run_id_left: '',
  run_id_right: '',
  manifest_changed: false,
  intents_changed: false,
  results_changed: false,
  refs_changed: false,
};

/** `run diff`: did two runs do the same. */
export const command = defineCommand({
  path: ['run', 'diff'],
  explain: 'Compares two recorded runs by their intents, results and references.',
  flags: {
    privacy: textFlag({
      default: 'full',
      value: 'MODE',
      help: 'full, or metadata to leave out arguments and results',
    }),
    output: textFlag({ value: 'FILE', help: 'write the difference here as well' }),
    profile: READ_PROFILE_FLAG,
  },
  positionals: [
    { name: 'left', help: 'run id, runpack, or session chain' },
    { name: 'right', help: 'run id, runpack, or session chain' },
  ],
  errorJson: { summary: UNCHANGED },
  example: 'gait run diff run_a run_b --json',
  notes: ['Exit status: 0 the same, 2 different.'],
  async run(context, { flags, positionals: [left = '', right = ''] }): Promise<Outcome> {
    const { privacy, summary } = await compare(context, left, right, flags);
    // The reference writes an unset list of files of chains as no list at all.
    if (flags.output !== '')
      writeWhole(context.resolve(flags.output), compactJson({ privacy, summary: { ...summary } }));
    const changed = isChanged(summary);
    return {
      exit: changed ? 2 : 0,
      json: {
        ok: !changed,
        privacy: privacy === '' ? undefined : privacy,
        summary,
        output: flags.output === '' ? undefined : flags.output,
      },
      text: (paint) => diffText(summary, changed, paint),
    };
  },
});

async function compare(
  context: Context,
  left: string,
  right: string,
  flags: { readonly privacy: string; readonly profile: string },
): Promise<{ readonly privacy: string; readonly summary: DiffSummary }> {
  const chains = readChains(resolveRun(left, context), resolveRun(right, context));
  if (chains !== undefined) return { privacy: flags.privacy, summary: chains };
  const privacy = parseDiffPrivacy(flags.privacy);
  const profile = parseProfile(flags.profile);
  const read = (name: string): Promise<Runpack> =>
    withRun(context, name, ({ source, shown }) => {
      try {
        return readRunpack(source, { profile });
      } catch (error) {
        throw isCodedError(error) ? error.at({ file: shown }) : error;
      }
    });
  return diffRunpacks(await read(left), await read(right), privacy);
}

/** The difference of two session chains; undefined unless both files are one. */
function readChains(left: FoundRun, right: FoundRun): DiffSummary | undefined {
  const [a, b] = [readChain(left), readChain(right)];
  if (a === undefined || b === undefined) return undefined;
  const { runIdLeft, runIdRight, changed, filesChanged } = diffChains(a, b);
  return {
    run_id_left: runIdLeft,
    run_id_right: runIdRight,
    manifest_changed: changed,
    ...(filesChanged.length === 0 ? {} : { files_changed: filesChanged }),
    intents_changed: changed,
    results_changed: changed,
    refs_changed: changed,
  };
}

function readChain({ path, shown }: FoundRun): ReturnType<typeof parseChain> | undefined {
  if (!shown.trim().toLowerCase().endsWith('.json')) return undefined;
  try {
    return parseChain(readWhole(path));
  } catch (error) {
    if (isCodedError(error)) return undefined;
    throw error;
  }
}

function diffText(summary: DiffSummary, changed: boolean, paint: Paint): string[] {
  const word = (is: boolean): string => (is ? paint.bad('changed') : paint.good('same'));
  const only = (side: string, ids: readonly string[] | undefined): string[] =>
    (ids ?? []).map((id) => paint.warn(`only ${side}: ${id}`));
  return [
    paint.verdict(
      !changed,
      `${summary.run_id_left} and ${summary.run_id_right} are ${changed ? 'different' : 'the same'}`,
    ),
    ...paint.pairs({
      manifest: word(summary.manifest_changed),
      intents: word(summary.intents_changed),
      results: word(summary.results_changed),
      references: word(summary.refs_changed),
      context: summary.context_drift_classification,
      files: summary.files_changed?.join(', '),
    }),
    ...only('left, intent', summary.left_only_intents),
    ...only('right, intent', summary.right_only_intents),
    ...only('left, result', summary.left_only_results),
    ...only('right, result', summary.right_only_results),
  ];
}
