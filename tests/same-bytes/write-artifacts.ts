/**
 * Makes artifacts from fixed input and prints the SHA-256 of each, one line of JSON:
 * write-artifacts PRIVATE_KEY RUN_INPUT... Runs under Bun, and bundled under Node.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parsePrivateKey, sha256Hex } from '@gait/canon';
import {
  buildGuardPack,
  buildRunPack,
  bytesSource,
  parseRunInput,
  prepareRun,
  readRunpack,
  recordRun,
} from '@gait/evidence';

const [keyFile = '', ...inputs] = process.argv.slice(2);
const signingKey = parsePrivateKey(readFileSync(keyFile, 'utf8'));
const defaults = { createdAt: '2026-01-05T09:00:00Z', os: 'linux', arch: 'amd64' };

const NO_EVIDENCE = {
  caseId: 'case',
  templateId: 'soc2',
  renderPdf: true,
  inventories: [],
  traces: [],
  regressResults: [],
  approvalAudits: [],
  credentialEvidence: [],
} as const;

const digests: Record<string, string> = {};
for (const file of inputs) {
  for (const captureMode of ['reference', 'raw']) {
    const choices = { runId: '', captureMode, evidenceMode: '', allowRawContext: false };
    const { input } = prepareRun(parseRunInput(readFileSync(file)), choices);
    const { zip } = recordRun({ ...input, signingKey }, defaults);
    const name = `${basename(file)} ${captureMode}`;
    digests[name] = sha256Hex(zip);
    const made = { producerVersion: '1.4.0', key: signingKey };
    digests[`${name} pack`] = sha256Hex(buildRunPack(bytesSource(zip), made).bytes);
    const guard = buildGuardPack(readRunpack(bytesSource(zip)), { ...made, ...NO_EVIDENCE });
    digests[`${name} guard pack`] = sha256Hex(guard.bytes);
  }
}
console.log(JSON.stringify(digests));
