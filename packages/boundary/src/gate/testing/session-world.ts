import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { approvalNeeds, mintApproval, prepareIntent, type BrokenCondition } from '@gait/gate';
import type { EventDetails } from '@gait/evidence';
import {
  appendEvent,
  checkpointSession,
  compactSession,
  openSessionJournal,
  recordOutcome,
  STANDARD_LOCK,
  startSession,
  type SessionContext,
  type ToldOutcome,
} from '@gait/local';
import { decideOrBlock } from '../decide-or-block.ts';
import type { Call, GateSetup } from '../gate-setup.ts';
import { NOON, sampleCall, sampleGate, sampleIntent, SIGNER } from './sample-gate.ts';

/** What a gate said of one call of a session. */
export interface Said {
  readonly verdict: string;
  readonly reasons: readonly string[];
  readonly broken: readonly Pick<BrokenCondition, 'condition' | 'rule'>[];
  readonly sequence: number;
  readonly traceId: string;
}

/** A gate with the journal of one session in a folder of its own. */
export interface SessionWorld {
  readonly journal: string;
  readonly setup: GateSetup;
  /** Asks for a call; members of the intent, targets among them. */
  ask(intent: Record<string, unknown>, changes?: Partial<Call>): Promise<Said>;
  /** The same with an approval for it. */
  askApproved(intent: Record<string, unknown>): Promise<Said>;
  /** Tells what came of the call. */
  tell(call: Said, outcome: ToldOutcome['outcome'], resultDigest?: string): void;
  /** An event that another program writes. */
  put(event: EventDetails): void;
  /** Takes all events out of the journal, into a checkpoint. */
  compact(): void;
  /** The same journal with another gate, as another process would open it. */
  reopened(changes?: Partial<GateSetup>): SessionWorld;
  [Symbol.dispose](): void;
}

const CONTEXT: SessionContext = {
  now: () => NOON,
  producerVersion: '1.4.0',
  lock: STANDARD_LOCK,
};

/** A session that begins, under a policy of schema 1.1.0 with these rules; what no rule matches is allowed. */
export function sessionWorld(
  rules: readonly Record<string, unknown>[],
  changes: Partial<GateSetup> = {},
): SessionWorld {
  const folder = mkdtempSync(join(tmpdir(), 'gait-rules-'));
  const journal = join(folder, 'session.jsonl');
  startSession(journal, { sessionId: 'sess', runId: 'run' }, CONTEXT);
  const dispose = (): void => rmSync(folder, { recursive: true, force: true });
  return worldOf(policyOf(rules), journal, changes, dispose);
}

/** A gate for a session that somebody began. */
export function openWorld(
  rules: readonly Record<string, unknown>[],
  journal: string,
): SessionWorld {
  return worldOf(policyOf(rules), journal, {}, () => undefined);
}

function policyOf(rules: readonly Record<string, unknown>[]): string {
  return JSON.stringify({ schema_version: '1.1.0', default_verdict: 'allow', rules });
}

function worldOf(
  policy: string,
  journal: string,
  changes: Partial<GateSetup>,
  dispose: () => void,
): SessionWorld {
  const session = openSessionJournal(journal, CONTEXT);
  const setup = sampleGate(policy, { session, ...changes });
  const world: SessionWorld = {
    journal,
    setup,
    async ask(intent, given) {
      const answer = await decideOrBlock(setup, sampleCall(sampleIntent(intent), given));
      if (!answer.ok) throw answer.fault.error;
      const { ruling, outcome, sessionSequence, trace } = answer.decision;
      return {
        verdict: ruling.verdict,
        reasons: ruling.reasonCodes,
        broken: outcome.broken.map(({ rule, condition }) => ({ rule, condition })),
        sequence: sessionSequence ?? 0,
        traceId: trace.trace_id,
      };
    },
    askApproved: (intent) => world.ask(intent, { approvals: () => [approvalOf(setup, intent)] }),
    tell: ({ sequence }, outcome, resultDigest = '') =>
      void recordOutcome(journal, { sequence }, { outcome, resultDigest }, CONTEXT),
    compact: () => {
      const runpack = `${journal}.zip`;
      const request = { runpackFile: runpack, runpackPath: runpack, os: 'linux', arch: 'amd64' };
      checkpointSession(journal, request, CONTEXT);
      compactSession(journal, { dryRun: false }, CONTEXT);
    },
    put: (event) => void appendEvent(journal, event, CONTEXT),
    reopened: (more = {}) => worldOf(policy, journal, { ...changes, ...more }, () => undefined),
    [Symbol.dispose]: dispose,
  };
  return world;
}

function approvalOf(setup: GateSetup, intent: Record<string, unknown>) {
  const prepared = prepareIntent(sampleIntent(intent), { profile: setup.profile });
  const token = mintApproval(
    {
      approverIdentity: 'bob',
      reasonCode: 'ok',
      intentDigest: prepared.intentDigest,
      policyDigest: setup.policy.digest,
      scope: approvalNeeds(prepared.intent).scopes,
      now: NOON,
      ttl: 3_600_000_000_000n,
      producerVersion: '1.4.0',
    },
    SIGNER,
  );
  return { token, strays: [] };
}

/** A read of a file, with a label or without. */
export function reads(path: string, sensitivity = ''): Record<string, unknown> {
  return {
    tool_name: 'fs.read',
    args: { path },
    targets: [{ kind: 'path', value: path, operation: 'read', sensitivity }],
  };
}

/** Where an argument came from. */
export function from(ref: string, digest = '', source = 'tool_output'): Record<string, unknown> {
  return { arg_path: 'content', source, source_ref: ref, integrity_digest: digest };
}

/** A write of a file. */
export function writes(
  path: string,
  ...provenance: readonly Record<string, unknown>[]
): Record<string, unknown> {
  return {
    tool_name: 'fs.write',
    args: { path },
    targets: [{ kind: 'path', value: path, operation: 'write' }],
    arg_provenance: provenance,
  };
}

/** A request to a server elsewhere. */
export function sends(
  url: string,
  ...provenance: readonly Record<string, unknown>[]
): Record<string, unknown> {
  return {
    tool_name: 'http.post',
    args: { url },
    targets: [{ kind: 'url', value: url, operation: 'post', endpoint_class: 'net.http' }],
    arg_provenance: provenance,
  };
}
