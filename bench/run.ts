/**
 * One measurement of everything, ours beside others' where they are named: README.md tells the
 * variables. Words after it choose sections.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from '../scripts/ensure-built.ts';
import { ROOT } from '../scripts/source-files.ts';
import { foundationSection } from './foundation-section.ts';
import { compileSection } from './gate/compile-section.ts';
import { decideSection } from './gate/decide-section.ts';
import { durableSection } from './gate/durable-section.ts';
import { enginesSection } from './gate/engines-section.ts';
import { growthSection } from './gate/growth-section.ts';
import { serveSection } from './gate/serve-section.ts';
import { hookSection } from './hook-section.ts';
import { krciScaleSection } from './krci/krci-scale-section.ts';
import { krciSection } from './krci/krci-section.ts';
import { describeMachine } from './machine.ts';
import { formatRow, HEAD } from './row.ts';
import type { BenchSettings, Section } from './section.ts';
import { wholeProcessSection } from './whole-process-section.ts';

const SECTIONS: readonly Section[] = [
  foundationSection,
  decideSection,
  enginesSection,
  compileSection,
  growthSection,
  durableSection,
  serveSection,
  wholeProcessSection,
  hookSection,
  krciSection,
  krciScaleSection,
];

const { env } = process;
const wanted = process.argv.slice(2);
const chosen = SECTIONS.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
if (chosen.length < wanted.length) {
  throw new Error(`sections: ${SECTIONS.map(({ name }) => name).join(', ')}`);
}
const scratch = mkdtempSync(join(env['GAIT_BENCH_SCRATCH'] ?? tmpdir(), 'gait-bench-'));
const settings: BenchSettings = {
  gait: env['GAIT_BENCH_GAIT'] ?? join(await ensureBuilt(), 'gait'),
  scratch,
  reference: env['GAIT_REFERENCE'],
  agentTools: env['GAIT_BENCH_AGENT_TOOLS'],
  krciReference: env['GAIT_KRCI_REFERENCE'],
  inProcess: env['GAIT_REFERENCE_INPROCESS_COMMAND']?.split(' '),
  competitors: env['GAIT_BENCH_COMPETITORS'],
  opa: env['GAIT_BENCH_OPA'],
  hookTools: env['GAIT_BENCH_HOOK_TOOLS'],
  rounds: Number(env['GAIT_BENCH_ROUNDS'] ?? 3),
};
try {
  const measuredAt = new Date().toISOString();
  const machine = describeMachine();
  const sections: object[] = [];
  for (const { name, title, measure } of chosen) {
    console.log(`\n${name}: ${title}\n${HEAD}`);
    const { rows, notes } = await measure(settings);
    for (const row of rows) console.log(formatRow(row));
    for (const note of notes) console.log(`  ${note}`);
    sections.push({ name, title, rows, notes });
  }
  const results = join(ROOT, 'bench/results');
  mkdirSync(results, { recursive: true });
  const file = join(results, `${measuredAt.slice(0, 19).replaceAll(':', '-')}Z.json`);
  const rounds = settings.rounds;
  const content = { measured_at: measuredAt, machine, rounds, sections };
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
  console.log(`\nwritten to ${file}`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
