import { compactJson, isCodedError, isDigestHex } from '@gait/canon';
import {
  diffChains,
  diffRunpacks,
  isChanged,
  listDifferences,
  onlyIdsDiffer,
  parseChain,
  parseDiffPrivacy,
  readRunpack,
  type CallDifference,
  type DiffSummary,
  type FieldDifference,
  type Runpack,
} from '@gait/evidence';
import { readWhole, resolveRun, writeWhole, type FoundRun } from '@gait/local';
import { ONLY_IDS_DIFFER, STABLE_IDS } from '../stable-ids.ts';
import { refuseUnsafeOutputs } from '../check-output.ts';
import { defineCommand, textFlag, type JsonAnswer, type Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { withRun } from '../open-run.ts';
import type { Paint } from '../paint.ts';
import { parseProfile } from '../parse-profile.ts';
import { READ_PROFILE_FLAG } from '../verify-flags.ts';

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
    const inputs = [resolveRun(left, context).path, resolveRun(right, context).path];
    refuseUnsafeOutputs(context, [{ path: flags.output, kind: 'other' }], inputs);
    const compared = await compare(context, left, right, flags);
    const { privacy, summary, differences, onlyIds } = compared;
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
        differences: differences.length === 0 ? undefined : differences,
        only_intent_ids_differ: onlyIds || undefined,
        output: flags.output === '' ? undefined : flags.output,
      },
      text: (paint) => diffText(compared, changed, paint),
    };
  },
});

/** What is shown of a comparison. */
interface Compared {
  readonly summary: DiffSummary;
  readonly differences: readonly CallDifference[];
  /** Capture modes of both runs; undefined for chains. */
  readonly modes: readonly [string, string] | undefined;
  /** The same calls under other intent ids. */
  readonly onlyIds: boolean;
}

async function compare(
  context: Context,
  left: string,
  right: string,
  flags: { readonly privacy: string; readonly profile: string },
): Promise<Compared & { readonly privacy: string }> {
  const chains = readChains(resolveRun(left, context), resolveRun(right, context));
  if (chains !== undefined)
    return {
      privacy: flags.privacy,
      summary: chains,
      differences: [],
      modes: undefined,
      onlyIds: false,
    };
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
  const [a, b] = [await read(left), await read(right)];
  return {
    ...diffRunpacks(a, b, privacy),
    differences: listDifferences(a, b, privacy),
    modes: [a.manifest.capture_mode, b.manifest.capture_mode],
    onlyIds: onlyIdsDiffer(a, b),
  };
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

/** More calls than this are counted; the JSON answer names all of them. */
const MOST_SHOWN = 20;

function diffText(
  { summary, differences, modes, onlyIds }: Compared,
  changed: boolean,
  paint: Paint,
): string[] {
  const word = (is: boolean): string => (is ? paint.bad('changed') : paint.good('same'));
  const rest = differences.length - MOST_SHOWN;
  return [
    paint.verdict(
      !changed,
      `${summary.run_id_left} and ${summary.run_id_right} are ${changed ? 'different' : 'the same'}`,
    ),
    ...paint.pairs({
      calls: word(summary.intents_changed),
      results: word(summary.results_changed),
      references: word(summary.refs_changed),
      context: summary.context_drift_classification,
      manifest: `${word(summary.manifest_changed)} (without ids, times and digests)`,
      capture: modes !== undefined && modes[0] !== modes[1] ? modes.join(' → ') : undefined,
      files: summary.files_changed?.join(', '),
    }),
    ...(onlyIds ? [paint.warn(ONLY_IDS_DIFFER), paint.dim(STABLE_IDS)] : []),
    ...differences.slice(0, MOST_SHOWN).flatMap((call) => callLines(call, paint)),
    ...(rest > 0 ? [paint.dim(`and ${rest} more calls that differ; --json names them all`)] : []),
  ];
}

function callLines(call: CallDifference, paint: Paint): string[] {
  const { intent_id, change, fields } = call;
  const name = `${intent_id} ${call.result_only === true ? '(result without call)' : call.tool_name}`;
  if (change !== 'changed')
    return [paint.warn(`only ${change === 'left_only' ? 'left' : 'right'}: ${name}`)];
  return [
    paint.warn(`changed: ${name}`),
    ...paint.table((fields ?? []).map((field) => ['  ', field.field, fieldText(field)])),
  ];
}

/** Both values, digests by their beginning: whether they differ is what counts here. */
function fieldText({ left, right }: FieldDifference): string {
  if (left === undefined || right === undefined) return 'differs';
  const [before = '', after = ''] = [left, right].map((text) => {
    if (text === '') return '(empty)';
    return isDigestHex(text) ? `${text.slice(0, 16)}…` : text.slice(0, 80);
  });
  return `${before} → ${after}`;
}
