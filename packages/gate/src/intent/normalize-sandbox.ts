import { sortUtf8, toLower, trimSpace } from '@gait/canon';
import { clean, cleanLower } from '../text/clean-text.ts';
import { goPathClean } from '../text/go-path.ts';
import { isSecretText } from './credential-material.ts';
import { checkHexDigest, refuse, shown } from './intent-fault.ts';
import type { SandboxMetadata } from './intent-record.ts';
import {
  ENV_EXPOSURE_MODES,
  FILESYSTEM_ISOLATIONS,
  NETWORK_MODES,
  USER_MODES,
} from './intent-words.ts';

const FIELD = 'context.sandbox';

/**
 * Normalises what is said of the sandbox; null when nothing is (gait-formats §4.2.8).
 *
 * Paths are trimmed and cleaned `passes` times. Once is what the reference digests in
 * `policy test`, twice what it digests in `gate eval`: the two differ for a path whose
 * parts have white space at their ends. Errors: `intent_sandbox`.
 */
export function normalizeSandbox(
  given: SandboxMetadata | null,
  passes: number,
): SandboxMetadata | null {
  if (given === null) return null;
  const evidenceRef = clean(given.evidence_ref);
  const sandbox = {
    network_mode: mode(NETWORK_MODES, given.network_mode, 'network_mode'),
    writable_paths: paths(given.writable_paths, 'writable_paths', passes),
    read_only_roots: paths(given.read_only_roots, 'read_only_roots', passes),
    env_exposure_mode: mode(ENV_EXPOSURE_MODES, given.env_exposure_mode, 'env_exposure_mode'),
    timeout_seconds: seconds(given.timeout_seconds),
    filesystem_isolation: mode(
      FILESYSTEM_ISOLATIONS,
      given.filesystem_isolation,
      'filesystem_isolation',
    ),
    user_mode: mode(USER_MODES, given.user_mode, 'user_mode'),
    evidence_ref: evidenceRef,
    evidence_digest: checkHexDigest(
      'intent_sandbox',
      `${FIELD}.evidence_digest`,
      cleanLower(given.evidence_digest),
    ),
  };
  checkEvidenceRef(evidenceRef);
  return isEmpty(sandbox) ? null : sandbox;
}

function mode(words: ReadonlySet<string>, given: string, name: string): string {
  const word = cleanLower(given);
  if (word === '' || words.has(word)) return word;
  return refuse(
    'intent_sandbox',
    `${FIELD}.${name}`,
    `${shown(word)} is not known`,
    `use one of ${[...words].join(', ')}`,
  );
}

function seconds(given: number): number {
  if (Number.isInteger(given) && given >= 0 && given < 2 ** 63) return given;
  return refuse('intent_sandbox', `${FIELD}.timeout_seconds`, 'must be a whole number, 0 or more');
}

function paths(
  given: readonly string[] | null,
  name: string,
  passes: number,
): readonly string[] | null {
  let list = given;
  for (let pass = 0; pass < passes && list !== null; pass++) list = cleanPaths(list, name);
  return list === null || list.length === 0 ? null : list;
}

function cleanPaths(given: readonly string[], name: string): readonly string[] | null {
  const kept = new Set<string>();
  for (const [i, raw] of given.entries()) {
    const path = goPathClean(trimSpace(raw));
    if (path === '.') continue;
    checkNoAssignment(path, `${FIELD}.${name}[${i}]`);
    kept.add(path);
  }
  return kept.size === 0 ? null : sortUtf8([...kept]);
}

const ASSIGNMENT = /^[A-Za-z_][A-Za-z0-9_]*=/;

function checkNoAssignment(text: string, field: string): void {
  if (!ASSIGNMENT.test(trimSpace(text))) return;
  refuse(
    'intent_sandbox',
    field,
    'holds an assignment of an environment variable',
    'name paths and references only: values of variables may be secrets',
  );
}

const EVIDENCE_PREFIX = /^(?:ref|receipt|proof|sandbox|sha256):/;

function checkEvidenceRef(ref: string): void {
  if (ref === '') return;
  checkNoAssignment(ref, `${FIELD}.evidence_ref`);
  if (EVIDENCE_PREFIX.test(toLower(ref)) || !isSecretText(ref)) return;
  refuse(
    'intent_raw_credential',
    `${FIELD}.evidence_ref`,
    'holds what looks like a credential',
    'begin references with ref:, receipt:, proof: or sandbox:',
  );
}

function isEmpty(sandbox: SandboxMetadata): boolean {
  return Object.values(sandbox).every((value) => value === '' || value === 0 || value === null);
}
