/** Times making a policy ready: time-compiling.ts INPUTS OUTPUT.json, nanoseconds per call. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compilePolicy, parsePolicy, policyDigest } from '@gait/gate';
import { syncNanosecondsOf } from '../measure.ts';
import { readGateCases } from './gate-inputs.ts';

const [inputs = '.', output = 'compiling.json'] = process.argv.slice(2);
const figures: Record<string, number> = {};
for (const { name, policy: file } of readGateCases(inputs).compile) {
  const source = readFileSync(join(inputs, file));
  const policy = parsePolicy(source);
  const digest = policyDigest(policy);
  figures[`parse and digest ${name}`] = syncNanosecondsOf(() => policyDigest(parsePolicy(source)));
  figures[`parse ${name}`] = syncNanosecondsOf(() => parsePolicy(source));
  figures[`digest ${name}`] = syncNanosecondsOf(() => policyDigest(policy));
  figures[`compile ${name}`] = syncNanosecondsOf(() => compilePolicy(policy, { digest }));
}
writeFileSync(output, `${JSON.stringify(figures, null, 2)}\n`);
