import { expect, test } from 'bun:test';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  at,
  codeOf,
  install,
  lock,
  prepareProject,
  put,
  read,
  run,
} from '../testing/install-world.ts';
import { folderForEach } from '../testing/scratch-folder.ts';

folderForEach(prepareProject);

const WHO = [
  '-c',
  'user.name=Ada',
  '-c',
  'user.email=ada@example.org',
  '-c',
  'commit.gpgsign=false',
];
const git = (...args: string[]): number | null =>
  spawnSync('git', [...WHO, ...args], { cwd: at.root, stdio: 'ignore' }).status;
const commit = (): void => {
  git('add', '-A');
  git('commit', '-q', '-m', 'x');
};

test('two branches that install: the conflict is named, and the way out works as it stands', async () => {
  git('init', '-q', '-b', 'one');
  put(
    'source/agents/cy.yaml',
    read('../source/agents/bo.yaml').replaceAll(/Bo|bo-v1/gu, (word) =>
      word === 'Bo' ? 'Cy' : 'cy-v1',
    ),
  );
  await install('--agent', 'ada');
  commit();
  git('checkout', '-q', '-b', 'two');
  await install('--agent', 'bo');
  commit();
  git('checkout', '-q', 'one');
  await install('--agent', 'cy');
  commit();
  expect(git('merge', '-q', 'two')).not.toBe(0);
  const refused = await run('install', '--json');
  expect([refused.exit, codeOf(refused)]).toEqual([6, 'agent_lock_invalid']);
  expect(refused.json?.['error']).toContain('markers of their merge');
  const hint = String(refused.json?.['hint']);
  const [, command = ''] = /take one side: git ([^;]+);/u.exec(hint) ?? [];
  const doctor = await run('doctor', '--offline', '--json');
  const checks = doctor.json?.['checks'] as readonly { name: string; repair?: string }[];
  expect(checks.find(({ name }) => name === 'lock')?.repair).toContain(
    `git ${command} && krci-ai install`,
  );
  expect(git(...command.split(' '))).toBe(0);
  expect((await install('--agent', 'bo')).exit).toBe(0);
  expect(lock().agents).toEqual(['ada', 'bo', 'cy']);
  expect((await run('verify')).exit).toBe(0);
  expect((await run('audit', 'verify')).exit).toBe(0);
});

test('markers in the audit alone are named, too', async () => {
  await install();
  const audit = read('.krci-ai/audit.jsonl');
  const both = `<<<<<<< one\n${audit}=======\n${audit}>>>>>>> two\n`;
  writeFileSync(join(at.root, '.krci-ai/audit.jsonl'), both);
  for (const args of [
    ['audit', 'verify'],
    ['install', '--ide', 'claude'],
  ]) {
    const ran = await run(...args, '--json');
    expect([ran.exit, codeOf(ran)]).toEqual([2, 'agent_audit_damaged']);
    expect(ran.json?.['error']).toContain('markers of their merge');
  }
});
