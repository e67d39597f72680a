import { createHash } from 'node:crypto';
import { unzipSync } from 'fflate';
import { addedKeys } from './added-keys.ts';
import { compareJson, removePointers, type Leniency } from './compare-json.ts';
import type { VectorRun } from './run-vector.ts';
import type { ExpectedFile, VectorCase } from './vector-case.ts';

/** How a run stands to its case. */
export type Judgement =
  | { readonly verdict: 'agrees' }
  /** A refusal where the reference is lax, with its codes. */
  | { readonly verdict: 'stricter'; readonly codes: readonly string[] }
  | { readonly verdict: 'differs'; readonly differences: readonly string[] };

/** Cases whose text output is a format and not prose. */
const EXACT_TEXT = new Set(['cli-none', 'cli-bad-flag', 'receipt-text']);

/** Compares what a command did with what the reference did. */
export function judgeVector(vector: VectorCase, run: VectorRun): Judgement {
  if (run.exit !== vector.exit) {
    const refused = run.exit !== 0 && run.exit !== 1;
    if (refused && vector.exit_ok?.includes(run.exit) === true) return { verdict: 'agrees' };
    if (refused && vector.stricter_ok === true)
      return { verdict: 'stricter', codes: stricterCodes(vector, run) };
    return {
      verdict: 'differs',
      differences: [`exit: expected ${vector.exit}, got ${run.exit}`, ...say(run)],
    };
  }
  const failed = run.setupExits.find((exit) => exit === 1 || exit === 6);
  if (failed !== undefined)
    return { verdict: 'differs', differences: [`a setup command ended with ${failed}`] };
  const leniency: Leniency = {
    added: addedKeys(vector.kind),
    ...(vector.may_differ === undefined ? {} : { mayDiffer: vector.may_differ }),
  };
  const differences = [...judgeStdout(vector, run, leniency), ...judgeFiles(vector, run, leniency)];
  if (differences.length === 0) return { verdict: 'agrees' };
  const codes = stricterCodes(vector, run);
  if (vector.stricter_ok === true && run.exit !== 0 && codes.length > 0)
    return { verdict: 'stricter', codes };
  return { verdict: 'differs', differences };
}

function say(run: VectorRun): string[] {
  return [run.stdout.trim(), run.stderr.trim()]
    .filter((text) => text !== '')
    .map((text) => text.slice(0, 600));
}

function judgeStdout(vector: VectorCase, run: VectorRun, leniency: Leniency): string[] {
  if (vector.stdout_json !== null && vector.stdout_json !== undefined) {
    let actual: unknown;
    try {
      actual = JSON.parse(run.stdout);
    } catch {
      return [`stdout is not JSON: ${run.stdout.slice(0, 300)} ${run.stderr.slice(0, 300)}`];
    }
    const line = run.stdout.endsWith('\n') && run.stdout.indexOf('\n') === run.stdout.length - 1;
    return [
      ...(line ? [] : ['stdout: JSON is not exactly one line']),
      ...compareJson(
        vector.stdout_json,
        removePointers(actual, vector.stdout_volatile ?? []),
        leniency,
        'stdout',
      ),
    ];
  }
  if (vector.stdout_text_omitted === true || typeof vector.stdout_text !== 'string') return [];
  if (!EXACT_TEXT.has(vector.id)) return run.stdout.trim() === '' ? ['stdout: empty'] : [];
  return run.stdout === vector.stdout_text
    ? []
    : [`stdout: expected ${vector.stdout_text}, got ${run.stdout}`];
}

function judgeFiles(vector: VectorCase, run: VectorRun, leniency: Leniency): string[] {
  const expected = vector.outputs ?? [];
  const differences = expected.flatMap((file) => judgeFile(file, run, leniency));
  const known = new Set(expected.map((file) => file.path));
  for (const path of run.written.keys())
    if (!known.has(path)) differences.push(`${path}: written, not expected`);
  const gone = new Set(vector.removed ?? []);
  for (const path of gone)
    if (!run.removed.includes(path)) differences.push(`${path}: still there`);
  for (const path of run.removed)
    if (!gone.has(path)) differences.push(`${path}: removed, not expected`);
  return differences;
}

function judgeFile(file: ExpectedFile, run: VectorRun, leniency: Leniency): string[] {
  const actual = run.written.get(file.path);
  if (actual === undefined) return [`${file.path}: not written`];
  const differences =
    file.mode === undefined || file.mode === actual.mode
      ? []
      : [`${file.path}: mode ${actual.mode}, expected ${file.mode}`];
  if (file.volatile === true) return differences;
  if (file.size !== undefined && file.size !== actual.bytes.length)
    differences.push(`${file.path}: size ${actual.bytes.length}, expected ${file.size}`);
  const volatile = file.volatile ?? [];
  const text = actual.bytes.toString('utf8');
  try {
    if (file.json !== undefined) {
      differences.push(
        ...compareJson(file.json, removePointers(JSON.parse(text), volatile), leniency, file.path),
      );
    }
    if (file.jsonl !== undefined) {
      const lines: unknown = text
        .split('\n')
        .filter((line) => line !== '')
        .map((line): unknown => JSON.parse(line));
      differences.push(
        ...compareJson(file.jsonl, removePointers(lines, volatile), leniency, file.path),
      );
    }
    if (file.zip_entries !== undefined) differences.push(...judgeZip(file, actual.bytes));
  } catch (error) {
    differences.push(`${file.path}: ${String(error)}`);
  }
  if (file.text !== undefined && file.text !== text)
    differences.push(`${file.path}: text differs: ${JSON.stringify(text.slice(0, 400))}`);
  if (file.sha256 !== undefined && sha256(actual.bytes) !== file.sha256)
    differences.push(`${file.path}: bytes differ (sha256)`);
  return differences;
}

function judgeZip(file: ExpectedFile, bytes: Buffer): string[] {
  const entries = unzipSync(bytes);
  const actual = Object.fromEntries(
    Object.entries(entries).map(([name, data]) => [
      name,
      file.zip_volatile?.includes(name) === true
        ? null
        : { sha256: sha256(data), size: data.length },
    ]),
  );
  return compareJson(file.zip_entries, actual, {}, file.path);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** What made us stricter: the codes of a refusal, or the reasons of a verdict that the reference does not give. */
function stricterCodes(vector: VectorCase, run: VectorRun): string[] {
  const codes = refusalCodes(run.stdout);
  if (codes.length > 0) return codes;
  const given = new Set(reasonsOf(vector.stdout_json));
  return reasonsOf(parsed(run.stdout)).filter((reason) => !given.has(reason));
}

function reasonsOf(answer: unknown): string[] {
  const reasons = (answer as { reason_codes?: unknown } | null | undefined)?.reason_codes;
  return Array.isArray(reasons) ? reasons.filter((reason) => typeof reason === 'string') : [];
}

function parsed(stdout: string): unknown {
  try {
    return JSON.parse(stdout);
  } catch {
    return undefined;
  }
}

/** The fine codes of a refusal: `detail.code` of an error, `refusals[].code` of a report, at any depth. */
function refusalCodes(stdout: string): string[] {
  const codes = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, item] of Object.entries(value)) {
      if (key === 'detail' || key === 'refusals') {
        for (const found of Array.isArray(item) ? item : [item]) {
          const code: unknown = (found as { code?: unknown } | null)?.code;
          if (typeof code === 'string') codes.add(code);
        }
      }
      visit(item);
    }
  };
  visit(parsed(stdout));
  return [...codes];
}
