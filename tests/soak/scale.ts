import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { print } from './print.ts';
import { runChild } from './run-child.ts';
import { writeScaleRunpack } from './scale-runpack.ts';

const MIB = 1024 * 1024;

/** Peak memory allowed, whatever the size of the artifact. */
const PEAK_BYTES = 256 * MIB;
/** Time may grow by this much more than size before it no longer counts as linear. */
const LINEAR_SLACK = 1.6;
const CHILD_TIMEOUT_MS = 30 * 60_000;

interface Verified {
  readonly ok: boolean;
  readonly milliseconds: number;
  readonly peakBytes: number;
}

/**
 * Writes runpacks of these sizes and verifies each in its own process. Answers what is
 * wrong: a verdict that is false, memory over the bar, time that grows faster than size.
 */
export async function runScale(sizes: readonly number[]): Promise<readonly string[]> {
  const problems: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'gait-scale-'));
  let previous: { readonly unpacked: number; readonly milliseconds: number } | undefined;
  try {
    print('intents      unpacked    packed      verify      MB/s    peak');
    for (const intents of sizes) {
      const path = join(folder, `${intents}.zip`);
      const { packed, unpacked } = await writeScaleRunpack(path, intents);
      const answer = JSON.parse(
        await runChild('verify-child.ts', [path], CHILD_TIMEOUT_MS),
      ) as Verified;
      rmSync(path);
      print(formatRow(intents, unpacked, packed, answer));
      if (!answer.ok) problems.push(`${intents} intents: not verified, ${JSON.stringify(answer)}`);
      if (answer.peakBytes >= PEAK_BYTES)
        problems.push(`${intents} intents: peak of ${mib(answer.peakBytes)}`);
      const expected =
        previous === undefined ? Infinity : (previous.milliseconds * unpacked) / previous.unpacked;
      if (answer.milliseconds > expected * LINEAR_SLACK)
        problems.push(`${intents} intents: slower than linear`);
      previous = { unpacked, milliseconds: answer.milliseconds };
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return problems;
}

function mib(bytes: number): string {
  return `${(bytes / MIB).toFixed(1)} MiB`;
}

function formatRow(
  intents: number,
  unpacked: number,
  packed: number,
  { milliseconds, peakBytes }: Verified,
): string {
  return [
    String(intents).padEnd(12),
    mib(unpacked).padEnd(11),
    mib(packed).padEnd(11),
    `${(milliseconds / 1000).toFixed(2)} s`.padEnd(11),
    (unpacked / 1000 / milliseconds).toFixed(0).padEnd(7),
    mib(peakBytes),
  ].join(' ');
}
