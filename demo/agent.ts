/**
 * The demo agent: a clerk that books the orders of its inbox. It is a child process of its own,
 * works on real files below its current folder, asks no model, and does the same every time.
 *
 *   agent.ts [--variant careful|careless] [--out run.json]
 *
 * With GAIT_RUNPACK_OUT set, as `gait regress run --exec` does, it also makes a runpack there.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startRecorder } from './recorder.ts';
import { makeTools, type Tools } from './tools.ts';

const { values } = parseArgs({
  options: {
    variant: { type: 'string', default: 'careful' },
    out: { type: 'string' },
  },
});

/** The sum of a file of orders, or undefined when a line is no order. */
function total(text: string): number | undefined {
  let sum = 0;
  for (const line of text.trim().split('\n').slice(1)) {
    const amount = Number(line.split(',')[1]);
    if (!Number.isInteger(amount) || amount <= 0) return undefined;
    sum += amount;
  }
  return sum;
}

/** Books every good file; what happens to a bad one is the difference between the variants. */
function bookOrders(tools: Tools, careless: boolean): void {
  const booked: Record<string, number> = {};
  for (const name of tools.list('inbox')) {
    const sum = total(tools.read(`inbox/${name}`));
    if (sum !== undefined) {
      booked[name] = sum;
      tools.move(`inbox/${name}`, `archive/${name}`);
    } else if (careless) {
      tools.remove(`inbox/${name}`);
    } else {
      tools.move(`inbox/${name}`, `quarantine/${name}`);
      tools.write(`quarantine/${name}.reason.txt`, 'an amount is not a positive whole number\n');
    }
  }
  tools.write('ledger.json', `${JSON.stringify(booked, null, 2)}\n`);
}

/** Packs the recorded run with the `gait` on the PATH and puts it where the regression asks for it. */
function packRun(runJson: string, target: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'gait-demo-agent-'));
  try {
    const input = join(folder, 'run.json');
    writeFileSync(input, runJson);
    const answer = execFileSync(
      'gait',
      ['run', 'record', '--input', input, '--out-dir', folder, '--json'],
      {
        encoding: 'utf8',
      },
    );
    copyFileSync((JSON.parse(answer) as { readonly bundle: string }).bundle, target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const recorder = startRecorder('run_orders');
bookOrders(makeTools(process.cwd(), recorder), values.variant === 'careless');
if (values.out !== undefined) writeFileSync(values.out, recorder.toRunJson());
const target = process.env['GAIT_RUNPACK_OUT'];
if (target !== undefined && target !== '') packRun(recorder.toRunJson(), target);
