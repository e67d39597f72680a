import { CodedError, parseTime, type KeySet } from '@gait/canon';
import type { Profile } from '@gait/evidence';
import { openChainCheck } from '@gait/local';
import { defineCommand, textFlag, type Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { CHECKING_FLAGS, loadTrusted } from '../key-flags.ts';
import { oneName } from '../one-name.ts';
import type { Paint } from '../paint.ts';
import { parseProfile } from '../parse-profile.ts';
import { verdictText } from '../policy/verdict-text.ts';
import { chainAnswer, chainText } from '../trace/chain-answer.ts';
import { decisionAnswer, decisionText, type ShownDecision } from '../trace/describe-decision.ts';
import { exportDecision } from '../trace/export-decision.ts';
import { judgeDecision } from '../trace/judge-decision.ts';
import { besideOf } from '../trace/read-beside.ts';
import { readDecisions, type RecordedDecision } from '../trace/read-decisions.ts';
import { VERIFY_FLAGS } from '../verify-flags.ts';

/** Lines of a list for a person. */
const MOST_LINES = 50;

/** `trace show`: what was decided, and why. */
export const command = defineCommand({
  path: ['trace', 'show'],
  explain: 'Shows recorded decisions: verdict, rules, reasons, and what became of the call.',
  flags: {
    id: textFlag({ value: 'ID', help: 'only this trace_id or event_id' }),
    verdict: textFlag({ value: 'VERDICT', help: 'only decisions with this verdict' }),
    export: textFlag({ value: 'DIR', help: 'write each decision shown as files of its own' }),
    decision: textFlag({ value: 'FILE', help: 'decision document of a single trace' }),
    outcome: textFlag({ value: 'FILE', help: 'outcome statement of a single trace' }),
    'expect-head': textFlag({
      value: 'HASH',
      help: 'hash that a line of the journal must have, kept from an earlier look',
    }),
    profile: VERIFY_FLAGS.profile,
    ...CHECKING_FLAGS,
  },
  positionals: [{ name: 'trace', help: 'trace, journal (traces-*.jsonl), or a folder of them' }],
  positionalsAnyCount: true,
  example: 'gait trace show .gait-out/traces --verdict block',
  notes: [
    'With a key every decision shown is verified, with its document and statement.',
    'The chain of a journal is always checked: a line changed, removed or moved is named. A cut at',
    'the end shows only by a later part or with --expect-head.',
    'Exit status: 0 shown (and verified where a key was given), 2 one does not verify or a chain',
    'is broken, 6 not found.',
  ],
  async run(context, { flags, positionals }): Promise<Outcome> {
    const path = oneName('', positionals, '<trace|journal|folder>');
    const profile = parseProfile(flags.profile);
    const keys = await loadTrusted(context, flags, profile);
    const found: RecordedDecision[] = [];
    const check = openChainCheck(flags['expect-head'].trim().toLowerCase() || undefined);
    for (const decision of readDecisions(context, path, check)) {
      if (isWanted(decision, flags.id.trim(), flags.verdict.trim())) found.push(decision);
    }
    const chain = check.end();
    if (found.length === 0 && chain.findings.length === 0) throw nothing(path, flags);
    found.sort((left, right) => compareTimes(left.trace.observed_at, right.trace.observed_at));
    const shown = found.map((decision) => show(context, decision, flags, { keys, profile }));
    const folder = flags.export.trim();
    const exported =
      folder === '' ? [] : found.flatMap((decision) => exportDecision(context, folder, decision));
    const verified = shown.every(({ judged }) => judged?.report.ok !== false);
    const ok = verified && chain.findings.length === 0;
    return {
      exit: ok ? 0 : 2,
      json: {
        ok,
        path,
        decisions_total: shown.length,
        verdicts: countVerdicts(shown),
        decisions: shown.map(decisionAnswer),
        ...chainAnswer(chain),
        exported: exported.length === 0 ? undefined : exported,
      },
      text: (paint) => [
        ...(shown.length === 0 ? [] : showText(shown, verified, paint)),
        ...chainText(chain, paint),
        ...(exported.length === 0
          ? []
          : [paint.dim(`wrote ${exported.length} files to ${folder}`)]),
      ],
    };
  },
});

/** A folder gives files by name; a person reads decisions in the order in which they were made. */
function compareTimes(left: string, right: string): number {
  const [one, other] = [parseTime(left)?.epochNanos, parseTime(right)?.epochNanos];
  if (one === undefined || other === undefined || one === other) return 0;
  return one < other ? -1 : 1;
}

function isWanted({ trace }: RecordedDecision, id: string, verdict: string): boolean {
  return (
    (id === '' || trace.trace_id === id || trace.event_id === id) &&
    (verdict === '' || trace.verdict === verdict)
  );
}

function nothing(
  path: string,
  flags: { readonly id: string; readonly verdict: string },
): CodedError {
  const filtered = flags.id.trim() !== '' || flags.verdict.trim() !== '';
  return new CodedError('trace_not_found', `${path} holds no such decision`, {
    hint: filtered
      ? 'leave --id and --verdict out to see what it holds'
      : 'name a trace or a journal',
    where: { file: path },
  });
}

function show(
  context: Context,
  decision: RecordedDecision,
  flags: { readonly decision: string; readonly outcome: string },
  check: { readonly keys: KeySet | undefined; readonly profile: Profile },
): ShownDecision {
  const beside = besideOf(context, decision, flags);
  const { keys, profile } = check;
  const judged =
    keys === undefined
      ? undefined
      : judgeDecision(decision.text, beside, { keys, profile, file: decision.place });
  return { decision, beside, judged };
}

function countVerdicts(shown: readonly ShownDecision[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = Object.create(null) as Record<string, number>;
  for (const { decision } of shown) {
    counts[decision.trace.verdict] = (counts[decision.trace.verdict] ?? 0) + 1;
  }
  return { ...counts };
}

function showText(shown: readonly ShownDecision[], ok: boolean, paint: Paint): readonly string[] {
  const [only] = shown;
  if (only !== undefined && shown.length === 1) return decisionText(only, paint);
  const counts = Object.entries(countVerdicts(shown)).map(
    ([verdict, count]) => `${count} ${verdict}`,
  );
  const last = shown.slice(-MOST_LINES);
  const failed = shown.filter(({ judged }) => judged?.report.ok === false).length;
  return [
    paint.verdict(ok, `${shown.length} decisions: ${counts.join(', ')}`),
    ...(failed === 0 ? [] : [paint.bad(`${failed} do not verify`)]),
    ...(last.length < shown.length ? [paint.dim(`the last ${last.length}:`)] : []),
    ...paint.table(
      last.map(({ decision: { trace }, beside, judged }) => [
        judged === undefined ? '' : judged.report.ok ? paint.good('✓') : paint.bad('✗'),
        trace.observed_at,
        verdictText(trace.verdict, paint),
        trace.tool_name,
        paint.dim(trace.event_id === '' ? trace.trace_id : trace.event_id),
        beside.document.value?.matched_rules?.join(', ') ?? '',
      ]),
    ),
    paint.dim('one of them: --id and its last but one column'),
  ];
}
