/**
 * The loop in under a minute, offline: an agent works; agents are installed from a signed pack and
 * ask the gate before they act; a run is recorded, signed, verified, tampered with and caught, and
 * becomes a test that a changed agent fails; everything is uninstalled and the evidence verifies.
 *
 *   npm run demo [-- --json]
 */
import { delimiter, join } from 'node:path';
import { ensureBuilt } from '../scripts/ensure-built.ts';
import { ROOT } from '../scripts/source-files.ts';
import { forgeOneByte, makeScratch } from './scratch.ts';
import { quote, runStep, type Step } from './steps.ts';

const started = performance.now();
const asJson = process.argv.includes('--json');
const say = (text = ''): void => {
  if (!asJson) console.log(text);
};

const dist = await ensureBuilt();
const scratch = makeScratch();
const bun = ['node', join(ROOT, 'scripts/bun.mjs')];
const gatedAgent = [...bun, join(ROOT, 'demo/gated-agent.ts')];
const agent = [...bun, join(ROOT, 'demo/agent.ts')];
const runpack = 'gait-out/runpack_run_orders.zip';
const publicKey = 'keys/gait_public.key';

/** A step in the scratch folder that must succeed; the arguments are given as one line. */
const gait = (title: string, meaning: string, line: string): Step => ({
  title,
  meaning,
  command: ['gait', ...line.split(' ')],
  cwd: scratch,
  exit: 0,
});
const krci = (title: string, meaning: string, line: string): Step => ({
  ...gait(title, meaning, ''),
  command: ['krci-ai', ...line.split(' ')],
});
const inGated = (step: Step): Step => ({ ...step, cwd: join(scratch, 'gated') });
const inProject = (step: Step): Step => ({ ...step, cwd: join(scratch, 'project') });
/** A step that runs an agent again and grades what it did. */
const rerun = (title: string, meaning: string, command: readonly string[], exit: number): Step => ({
  ...inProject(gait(title, meaning, '')),
  command: ['gait', 'regress', 'run', '--exec', command.map(quote).join(' ')],
  exit,
});

const steps: readonly Step[] = [
  {
    title: 'An agent works',
    meaning:
      'A child process books three files of orders; every call of a tool goes into one JSON file.',
    command: [...agent, '--out', join(scratch, 'agent-run.json')],
    cwd: join(scratch, 'work'),
    exit: 0,
  },
  gait(
    'You make a key pair',
    'The private key signs; anybody can verify with the public one.',
    'keys init --out-dir keys',
  ),
  gait(
    'So does the person who approves',
    'The key of an approver is nobody else’s: whoever holds it is that person.',
    'keys init --out-dir keys --prefix approver',
  ),
  {
    ...krci('A publisher packs agents', 'One zip, the same bytes each time it is made.', ''),
    command: ['krci-ai', 'pack', 'build', join(ROOT, 'assets/packs/finance'), '--out', 'packs'],
  },
  krci(
    'And signs the pack',
    'The signature lies beside the zip and names the digest of everything in it.',
    'pack sign packs/finance-1.0.0.zip --private-key keys/gait_private.key',
  ),
  inGated(
    krci(
      'A project installs the agents of the pack',
      'Verified, scanned and written whole; krci-ai.lock.json says what is there and from whom.',
      `install --from ../packs/finance-1.0.0.zip --public-key ../${publicKey}`,
    ),
  ),
  {
    title: 'Another agent asks before it acts',
    meaning:
      'It may read and write in its folder. Deleting is blocked, a deployment waits for a person: exit 4.',
    command: gatedAgent,
    cwd: join(scratch, 'gated'),
    exit: 4,
  },
  inGated(
    gait(
      'A person approves that deployment, for one use',
      'The signature binds exactly this call, of these agents, under exactly this policy.',
      'approve --intent ../intent-deploy.production.json --policy ../policy.yaml --ttl 1h --approver alice --reason-code release_1_2 --single-use --key-mode prod --private-key ../keys/approver_private.key --out ../approval.json',
    ),
  ),
  {
    title: 'Now the deployment runs',
    meaning: 'The gate allows it, and the approval is used up.',
    command: [...gatedAgent, '--approval', '../approval.json'],
    cwd: join(scratch, 'gated'),
    exit: 0,
  },
  {
    title: 'A second time it does not',
    meaning: 'The same approval, brought again: exit 4.',
    command: [...gatedAgent, '--approval', '../approval.json'],
    cwd: join(scratch, 'gated'),
    exit: 4,
  },
  gait(
    'Every decision is signed',
    'The trace of the deletion that was blocked.',
    `trace verify traces/fs.delete.json --public-key ${publicKey}`,
  ),
  gait(
    'The first agent’s run becomes a signed runpack',
    'Digests of what was asked and answered, not the texts themselves.',
    'run record --input agent-run.json --private-key keys/gait_private.key',
  ),
  gait(
    'An auditor verifies it, offline',
    'Every file, every digest, the signature.',
    `verify ${runpack} --require-signature --public-key ${publicKey}`,
  ),
  gait(
    'A page to look at',
    'One file without network: timeline, calls, digests, result of the verification.',
    `run inspect --from ${runpack} --html run.html --public-key ${publicKey}`,
  ),
  {
    ...gait(
      'Somebody changes one byte',
      'In tampered.zip one call is named fs.mive, and the checksums of the zip are right again.',
      `verify tampered.zip --require-signature --public-key ${publicKey}`,
    ),
    exit: 2,
  },
  inProject(
    gait(
      'The incident becomes a test',
      'orders-2.csv held a negative amount. The agent put it into quarantine; that shall stay so.',
      `regress add --from ../${runpack} --name negative-amount`,
    ),
  ),
  rerun(
    'The same agent passes',
    'It runs again in a clean copy of the project, and does what it did.',
    agent,
    0,
  ),
  rerun(
    'A changed agent fails',
    'This one deletes the bad file instead. Exit status 5 stops it in CI.',
    [...agent, '--variant', 'careless'],
    5,
  ),
  inGated(
    krci(
      'The agents are uninstalled',
      'What was installed goes, and nothing else; the record of it stays.',
      'uninstall',
    ),
  ),
  gait(
    'And the evidence still verifies',
    'The trace of the deployment names the digest of the agents that asked for it.',
    `trace verify traces/deploy.production.json --public-key ${publicKey}`,
  ),
];

const env = {
  // What this machine remembers of approvals: in the scratch folder, not with the user.
  XDG_STATE_HOME: join(scratch, 'state'),
  XDG_CONFIG_HOME: join(scratch, 'config'),
  PATH: `${dist}${delimiter}${process.env['PATH'] ?? ''}`,
  NO_COLOR: '1',
};
say(`The files of this demo are in ${scratch}`);
say(`To repeat a command: export PATH=${quote(dist)}:"$PATH"`);

const outcomes = [];
for (const [index, step] of steps.entries()) {
  if (step.command.includes('tampered.zip')) {
    const tampered = join(scratch, 'tampered.zip');
    forgeOneByte(join(scratch, runpack), tampered, 'intents.jsonl', 'fs.move', 'fs.mive');
  }
  say(`\n${index + 1}. ${step.title}`);
  say(`   ${step.meaning}`);
  say(`   $ cd ${quote(step.cwd)}`);
  say(`   $ ${step.command.map(quote).join(' ')}`);
  const outcome = await runStep(step, env);
  const lines = outcome.output
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '');
  for (const line of lines) say(`   | ${line}`);
  const right = outcome.exit === step.exit;
  say(
    `   exit ${outcome.exit}${right ? '' : `, but ${step.exit} was expected`}, ${outcome.seconds.toFixed(2)} s`,
  );
  outcomes.push({ title: step.title, command: step.command, expected: step.exit, ...outcome });
  // Later steps stand on this one.
  if (!right) break;
}

const wrong = outcomes.filter(({ exit, expected }) => exit !== expected);
const seconds = (performance.now() - started) / 1000;
if (asJson) {
  console.log(JSON.stringify({ ok: wrong.length === 0, scratch, seconds, steps: outcomes }));
} else {
  say(`\nFiles to look at, all in ${scratch}`);
  say('   agent-run.json                     what the agent did, as it recorded it');
  say(`   ${runpack.padEnd(34)} the signed runpack`);
  say('   run.html                           the page: open it in a browser');
  say('   tampered.zip                       the forged copy');
  say('   traces/                            a signed record of each decision of the gate');
  say('   project/fixtures/negative-amount   the test that the incident became');
  say('   project/regress_result.json        the result of the last run of it');
  say(
    `\n${outcomes.length - wrong.length} of ${steps.length} steps ended as they must, ${seconds.toFixed(1)} s`,
  );
}
process.exitCode = wrong.length === 0 ? 0 : 1;
