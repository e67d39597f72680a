import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'bun:test';
import { SCAN_RULES, scanTree } from '@gait/agents';
import { readTree } from '@gait/local';
import { judgePassages, readPassages } from './read-passages.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Below these a change made the scan worse. */
const LEAST_RECALL = 0.98;
const LEAST_HELD_OUT_RECALL = 0.85;
const LEAST_PRECISION = 0.99;

describe('the labelled set', () => {
  const malicious = judgePassages(readPassages('malicious'));
  const heldOut = judgePassages(readPassages('heldout'));
  const benign = judgePassages(readPassages('benign'));
  const share = (part: number, whole: number): number => part / whole;
  const recall = share(malicious.found.length, malicious.passages);
  const heldOutRecall = share(heldOut.found.length, heldOut.passages);
  const caught = malicious.found.length + heldOut.found.length;
  const precision = share(caught, caught + benign.found.length);

  test('has what the bar asks for', () => {
    expect(malicious.passages).toBeGreaterThanOrEqual(120);
    expect(benign.passages).toBeGreaterThanOrEqual(200);
    const languages = new Set(readPassages('malicious').map(({ lang }) => lang));
    expect(languages.size).toBeGreaterThanOrEqual(8);
    const tested = new Set(readPassages('malicious').map(({ expect: rule }) => rule));
    expect(Object.keys(SCAN_RULES).filter((rule) => !tested.has(rule))).toEqual([]);
  });

  test('is told apart', () => {
    const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;
    console.log(
      [
        `scan: precision ${percent(precision)} (${benign.found.length} of ${benign.passages} honest passages are found)`,
        `scan: recall ${percent(recall)} (${malicious.found.length} of ${malicious.passages}), by the named rule ${malicious.named}`,
        `scan: recall on what the rules were not fitted to ${percent(heldOutRecall)} (${heldOut.found.length} of ${heldOut.passages})`,
        ...heldOut.left.map(
          ({ expect: rule, text }) => `scan: not found, ${rule}: ${JSON.stringify(text)}`,
        ),
        ...benign.found.map(({ text }) => `scan: found without cause: ${JSON.stringify(text)}`),
      ].join('\n'),
    );
    expect(recall).toBeGreaterThanOrEqual(LEAST_RECALL);
    expect(heldOutRecall).toBeGreaterThanOrEqual(LEAST_HELD_OUT_RECALL);
    expect(precision).toBeGreaterThanOrEqual(LEAST_PRECISION);
  });
});

test('the reference page tells every rule as it is', () => {
  const page = readFileSync(join(ROOT, 'docs/reference/scan.md'), 'utf8');
  const cells = [...page.matchAll(/^\|([^|]*)\|([^|]*)\|([^|]*)\|$/gm)].map((row) =>
    row.slice(1).map((cell) => cell.trim()),
  );
  for (const [code, { severity, about }] of Object.entries(SCAN_RULES)) {
    expect(cells).toContainEqual([`\`${code}\``, severity, about]);
  }
});

describe('what we ship', () => {
  test.each([
    'assets/framework',
    'assets/packs/finance',
    'assets/packs/government',
    'assets/packs/healthcare',
  ])('%s has no finding, not even a note', (folder) => {
    const { findings, counts } = scanTree(readTree(ROOT, { folder: join(ROOT, folder) }));
    expect(counts.files).toBeGreaterThan(3);
    expect(findings).toEqual([]);
  });
});
