/**
 * Verifies one runpack in a process of its own, so that its peak memory is the verifier's.
 * Argument: the file. Prints the verdict, milliseconds and peak resident bytes as JSON.
 */
import { verifyRunpack } from '@gait/evidence';
import { openFileSource } from '@gait/local';
import { print } from './print.ts';

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('no file given');
const source = openFileSource(path);
const start = performance.now();
const { ok, fault, refusals, hashMismatches } = await verifyRunpack(source, {
  profile: 'standard',
});
const milliseconds = performance.now() - start;
source.close();
// maxRSS counts kibibytes.
const peakBytes = process.resourceUsage().maxRSS * 1024;
print(
  JSON.stringify({
    ok,
    fault: fault?.code,
    refusals: refusals.length,
    mismatches: hashMismatches.length,
    milliseconds,
    peakBytes,
  }),
);
