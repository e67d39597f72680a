import {
  encodeRecord,
  generateKeyPair,
  isJsonObject,
  parseJson,
  parsePrivateKey,
  prettyJson,
  singleKey,
  type Json,
  type JsonObject,
  type KeySet,
  type SigningKey,
} from '@gait/canon';
import { bytesSource } from '../../zip/byte-source.ts';
import type { RecordVisitor } from '../../runpack/record-visitor.ts';
import { verifyRunpack, type RunpackReport } from '../../runpack/verify-runpack.ts';
import { buildCheckpoint } from '../build-checkpoint.ts';
import { buildEvent } from '../build-event.ts';
import { buildHeader } from '../build-header.ts';
import { foldJournal, type JournalFacts } from '../journal-fold.ts';
import { journalLines } from '../journal-lines.ts';
import { chainOf, encodeChain } from '../session-chain.ts';
import type { SessionFinding } from '../session-finding.ts';
import {
  sessionCheckpointRecord,
  sessionEventRecord,
  type SessionCheckpoint,
  type SessionEvent,
} from '../session-records.ts';
import { buildSeal, encodeSeal } from '../session-seal.ts';
import { verifySession, type SessionReport, type VerifySessionOptions } from '../verify-session.ts';

/** A key of the tests, and the set that believes it. */
export interface TestKey {
  readonly signing: SigningKey;
  readonly keys: KeySet;
}

/** A new key for one test run. */
export function testKey(): TestKey {
  const signing = parsePrivateKey(generateKeyPair().privateKey);
  return { signing, keys: singleKey(signing.publicKey) };
}

/** One step of a session: an event of ours, an event as the reference writes it, a checkpoint of either. */
export type Step =
  | 'event'
  | 'reference event'
  | 'checkpoint'
  | 'signed checkpoint'
  | 'reference checkpoint';

/** A session in memory. */
export interface TestSession {
  readonly lines: readonly string[];
  /** Runpacks by the path that the chain names. */
  readonly runpacks: ReadonlyMap<string, Uint8Array>;
  readonly chain: Uint8Array;
  readonly facts: JournalFacts;
}

/** Hours on the first of January: the times of the records. */
function timeOf(step: number): string {
  return `2026-01-01T00:00:${String(step % 60).padStart(2, '0')}Z`;
}

/** Makes a session of the given steps. The same steps make the same bytes, but for signatures of other keys. */
export function makeSession(steps: readonly Step[], key?: SigningKey): TestSession {
  const producerVersion = '1.4.0';
  const lines = [
    buildHeader({ sessionId: 'sess', runId: 'run', createdAt: timeOf(0), producerVersion }).line,
  ];
  const runpacks = new Map<string, Uint8Array>();
  for (const [i, step] of steps.entries()) {
    const { facts, events } = factsOf(lines);
    const createdAt = timeOf(i + 1);
    if (step.endsWith('event')) {
      const place = {
        sessionId: 'sess',
        runId: 'run',
        sequence: facts.lastSequence + 1,
        head: facts.head,
        createdAt,
        producerVersion,
      };
      const { line, event } = buildEvent(place, {
        toolName: `tool.${i}`,
        verdict: 'allow',
        traceId: `trace_${i}`,
      });
      lines.push(step === 'event' ? line : plainEvent(event));
      continue;
    }
    const [first, ...rest] = events;
    if (first === undefined) throw new Error('a checkpoint needs an event');
    const runpackPath = `cp${facts.checkpointCount + 1}.zip`;
    const signs = step === 'signed checkpoint' && key !== undefined;
    const built = buildCheckpoint({
      facts,
      events: [first, ...rest],
      createdAt,
      producerVersion,
      runpackPath,
      os: 'linux',
      arch: 'amd64',
      ...(signs ? { signingKey: key } : {}),
    });
    runpacks.set(runpackPath, built.runpack.zip);
    lines.push(step === 'reference checkpoint' ? plainCheckpoint(built.checkpoint) : built.line);
  }
  const { facts, checkpoints } = factsOf(lines);
  return {
    lines,
    runpacks,
    facts,
    chain: utf8(encodeChain(chainOf(facts.header, checkpoints, timeOf(0)))),
  };
}

function plainEvent(event: SessionEvent): string {
  const { prev_hash: _, event_hash: __, ...raw } = encodeRecord(sessionEventRecord, event);
  return JSON.stringify({ record_type: 'event', event: raw });
}

function plainCheckpoint(checkpoint: SessionCheckpoint): string {
  const ours = [
    'event_count',
    'chain_head',
    'prev_checkpoint_hash',
    'checkpoint_hash',
    'signatures',
  ];
  const raw = encodeRecord(sessionCheckpointRecord, checkpoint);
  const kept = Object.fromEntries(Object.entries(raw).filter(([name]) => !ours.includes(name)));
  return JSON.stringify({ record_type: 'checkpoint', checkpoint: kept });
}

/** What an honest journal amounts to, and its events since the last checkpoint. */
export function factsOf(lines: readonly string[]): {
  readonly facts: JournalFacts;
  readonly events: readonly SessionEvent[];
  readonly checkpoints: readonly SessionCheckpoint[];
} {
  let events: SessionEvent[] = [];
  const checkpoints: SessionCheckpoint[] = [];
  const facts = foldJournal(linesOf(lines), {
    finding(finding) {
      throw new Error(`${finding.code}: ${finding.message}`);
    },
    entry({ entry }) {
      if (entry.kind === 'event') events.push(entry.event);
      if (entry.kind !== 'checkpoint') return;
      checkpoints.push(entry.checkpoint);
      events = [];
    },
  });
  if (facts === undefined) throw new Error('no header');
  return { facts, events, checkpoints };
}

/** Every finding about a journal, honest or not. */
export function findingsOf(lines: readonly string[] | string): readonly SessionFinding[] {
  const findings: SessionFinding[] = [];
  foldJournal(linesOf(lines), { finding: (finding) => findings.push(finding) });
  return findings;
}

/** The codes of the findings with their lines: `session_gap@3`. */
export function codesOf(lines: readonly string[] | string): readonly string[] {
  return findingsOf(lines).map(({ code, line }) => `${code}@${line}`);
}

/** The lines as a reader gives them; a text is taken as it is, without a line end at its end. */
export function linesOf(lines: readonly string[] | string): ReturnType<typeof journalLines> {
  return journalLines([
    utf8(typeof lines === 'string' ? lines : lines.map((line) => `${line}\n`).join('')),
  ]);
}

/** Seals an honest journal. */
export function sealOf(lines: readonly string[], key: SigningKey): Uint8Array {
  const given = { createdAt: '2026-01-02T00:00:00Z', producerVersion: '1.4.0', signingKey: key };
  return utf8(encodeSeal(buildSeal(factsOf(lines).facts, given)));
}

/** What to verify besides the journal. */
export interface Verification extends Partial<VerifySessionOptions> {
  readonly lines?: readonly string[];
  readonly chain?: Uint8Array;
  readonly seal?: Uint8Array;
}

/** Verifies parts of a test session. */
export async function verify(
  session: TestSession,
  given: Verification = {},
): Promise<SessionReport> {
  const { lines, chain, seal, ...options } = given;
  return await verifySession(
    {
      ...(lines === undefined ? {} : { journal: linesOf(lines) }),
      ...(chain === undefined ? {} : { chain }),
      ...(seal === undefined ? {} : { seal }),
    },
    {
      profile: 'standard',
      verifyRunpack: async (path, visitor) =>
        await openRunpack(session, path, options.keys, visitor),
      ...options,
    },
  );
}

async function openRunpack(
  session: TestSession,
  path: string,
  keys: KeySet | undefined,
  visitor: RecordVisitor,
): Promise<RunpackReport> {
  return await verifyRunpack(bytesSource(session.runpacks.get(path) ?? new Uint8Array(0)), {
    profile: 'standard',
    keys,
    allowUnsigned: true,
    visitor,
  });
}

function kindOf(line: string): string {
  const kind = (parseJson(line) as JsonObject)['record_type'];
  return typeof kind === 'string' ? kind : '';
}

/** The object inside a journal line. */
export function payloadOf(line: string): Record<string, Json> {
  const payload = (parseJson(line) as JsonObject)[kindOf(line)];
  if (!isJsonObject(payload)) throw new Error('no payload');
  return { ...payload };
}

/** A text field of the object inside a journal line. */
export function field(line: string, name: string): string {
  const value = payloadOf(line)[name];
  if (typeof value !== 'string') throw new Error(`${name} is no text`);
  return value;
}

/** A line with some fields of its object changed; undefined takes a field out. */
export function edit(line: string, changes: Readonly<Record<string, Json | undefined>>): string {
  const kind = kindOf(line);
  const payload = Object.fromEntries(
    Object.entries({ ...payloadOf(line), ...changes }).filter(([, value]) => value !== undefined),
  );
  return JSON.stringify({ record_type: kind, [kind]: payload });
}

/** Text as bytes. */
export function utf8(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

/** A chain file with other checkpoints, and other fields beside them. */
export function changeChain(
  chain: Uint8Array,
  change: (checkpoints: JsonObject[]) => readonly JsonObject[],
  more: JsonObject = {},
): Uint8Array {
  const value = parseJson(chain) as JsonObject;
  const checkpoints = change([...(value['checkpoints'] as readonly JsonObject[])]);
  return utf8(prettyJson({ ...value, checkpoints: [...checkpoints], ...more }));
}
