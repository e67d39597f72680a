import {
  CodedError,
  decodeRecord,
  encodeRecord,
  isZeroTime,
  parseJsonLoose,
  prettyJson,
  toUtc,
  type Where,
} from '@gait/canon';
import type { Findings } from '../verdict/findings.ts';
import { readJudgedRecord } from '../verdict/read-judged.ts';
import {
  SESSION_SCHEMA_VERSION,
  SESSION_SCHEMAS,
  sessionChainRecord,
  type SessionChain,
  type SessionCheckpoint,
  type SessionHeader,
} from './session-records.ts';

/** A chain with at least one checkpoint. */
export interface ReadChain extends SessionChain {
  readonly checkpoints: readonly [SessionCheckpoint, ...SessionCheckpoint[]];
}

/**
 * Reads a chain file (gait-formats §2.13) as the reference does; with `findings` what
 * it reads over becomes a refusal.
 *
 * Errors: those of `parseJson` and `decodeRecord`, `session_schema`,
 * `session_header_invalid` (no session_id or run_id), `session_chain_empty`.
 */
export function parseChain(
  bytes: Uint8Array,
  options: { findings?: Findings; where?: Where } = {},
): ReadChain {
  const { findings, where = {} } = options;
  const chain =
    findings === undefined
      ? decodeRecord(sessionChainRecord, parseJsonLoose(bytes, { where }), { fold: true, where })
      : readJudgedRecord(sessionChainRecord, bytes, findings);
  const schema = chain.schema_id === '' ? SESSION_SCHEMAS.chain : chain.schema_id;
  const version = chain.schema_version === '' ? SESSION_SCHEMA_VERSION : chain.schema_version;
  if (schema !== SESSION_SCHEMAS.chain || version !== SESSION_SCHEMA_VERSION) {
    throw new CodedError(
      'session_schema',
      `unsupported session chain schema ${schema} ${version}`,
      {
        hint: 'name the file that `gait run session checkpoint` wrote',
        where: { ...where, field: 'schema_id' },
      },
    );
  }
  if (chain.session_id === '' || chain.run_id === '') {
    throw new CodedError(
      'session_header_invalid',
      'the session chain has no session_id or no run_id',
      { where },
    );
  }
  const [first, ...rest] = chain.checkpoints ?? [];
  if (first === undefined) {
    throw new CodedError('session_chain_empty', 'the session chain has no checkpoints', {
      hint: 'make one with `gait run session checkpoint`',
      where,
    });
  }
  return { ...chain, schema_id: schema, schema_version: version, checkpoints: [first, ...rest] };
}

/** The chain of a session. */
export function chainOf(
  header: SessionHeader,
  checkpoints: readonly SessionCheckpoint[],
  now: string,
): SessionChain {
  const times = [toUtc(header.created_at), toUtc(header.started_at)];
  return {
    schema_id: SESSION_SCHEMAS.chain,
    schema_version: SESSION_SCHEMA_VERSION,
    created_at: times.find((time) => !isZeroTime(time)) ?? now,
    producer_version: header.producer_version === '' ? '0.0.0-dev' : header.producer_version,
    session_id: header.session_id,
    run_id: header.run_id,
    checkpoints,
  };
}

/** The bytes of a chain file. */
export function encodeChain(chain: SessionChain): string {
  return prettyJson(encodeRecord(sessionChainRecord, chain));
}

/** A checkpoint of a chain by number, or the last one for `latest` and the empty text. */
export function findCheckpoint(chain: ReadChain, reference: string): SessionCheckpoint {
  const wanted = reference.trim();
  if (wanted === '' || wanted.toLowerCase() === 'latest')
    return chain.checkpoints.at(-1) ?? chain.checkpoints[0];
  const index = Number(/^[+-]?\d+/u.exec(wanted)?.[0] ?? Number.NaN);
  const found = chain.checkpoints.find(({ checkpoint_index }) => checkpoint_index === index);
  if (found !== undefined) return found;
  throw new CodedError('session_checkpoint_index', `the chain has no checkpoint ${wanted}`, {
    hint: `name one from 1 to ${chain.checkpoints.length}, or latest`,
  });
}
