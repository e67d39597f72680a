import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { verifyPack } from '@gait/registry';
import { runCommand } from './testing/run-command.ts';
import { REAL_NETWORK } from './bounded-fetch.ts';
import { openPackSource } from './open-source.ts';
import { codeOf } from './testing/code-of.ts';
import { contentOf, samplePack, type SamplePack } from './testing/sample-pack.ts';

let scratch = '';
let repository = '';
let pack: SamplePack;
const NOW = 1_780_488_000_000_000_000n;

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'gait-git-test-'));
  repository = join(scratch, 'repository');
  pack = samplePack();
  mkdirSync(repository);
  git('init', '--quiet', '--initial-branch=main');
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function git(...args: readonly string[]): string {
  const identity = [
    '-c',
    'user.name=Test',
    '-c',
    'user.email=test@example.test',
    '-c',
    'commit.gpgsign=false',
  ];
  return runCommand(['git', ...identity, ...args], repository);
}

function writePack(folder: string): void {
  for (const { path, bytes, executable } of pack.unpacked.values()) {
    const file = join(repository, folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
    if (executable) chmodSync(file, 0o755);
  }
}

function commit(message: string): string {
  git('add', '--all');
  git('commit', '--quiet', '--message', message);
  return git('rev-parse', 'HEAD').trim();
}

const at = () => ({ cwd: scratch, env: process.env, home: scratch, network: REAL_NETWORK });
const address = (rest: string): string => `git+${pathToFileURL(repository).href}#${rest}`;

describe('a pack in a git repository', () => {
  test('comes from a commit as the same bytes that were built, and verifies', async () => {
    writePack('packs/lamp');
    writeFileSync(join(repository, 'README.md'), 'not part of the pack\n');
    const first = commit('pack');
    writeFileSync(join(repository, 'packs/lamp/tasks/lamp/light.md'), 'changed\n');
    commit('later');
    const source = openPackSource(address(`${first}:packs/lamp`), at());
    const fetched = await source.fetch();
    expect(Buffer.compare(fetched.archive, pack.archive)).toBe(0);
    expect(fetched.resolved).toBe(address(`${first}:packs/lamp`));
    const verdict = verifyPack(fetched, { trust: pack.trust, profile: 'strict', now: NOW });
    expect(verdict).toMatchObject({ ok: true, manifestDigest: pack.manifestDigest });
    if (!verdict.ok) throw new Error('unreachable');
    expect(contentOf(verdict.files)).toMatchObject({
      '.krci-ai/templates/lamp/plan.md': '{{what}}\r\n',
    });
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('krci-git-'))).toEqual([]);
  });

  test('a changed file under a signed manifest is found', async () => {
    const changed = git('rev-parse', 'HEAD').trim();
    const fetched = await openPackSource(address(`${changed}:packs/lamp`), at()).fetch();
    expect(verifyPack(fetched, { trust: pack.trust, profile: 'strict', now: NOW })).toMatchObject({
      ok: false,
      code: 'pack_digest_mismatch',
    });
  });

  test('a link in place of a file is refused', async () => {
    writePack('linked');
    rmSync(join(repository, 'linked/tasks/lamp/light.md'));
    symlinkSync('/etc/passwd', join(repository, 'linked/tasks/lamp/light.md'));
    const linked = commit('link');
    const source = openPackSource(address(`${linked}:linked`), at());
    expect(await codeOf(source.fetch())).toBe('pack_path_refused');
  });

  test('a folder that is another repository is refused', async () => {
    writePack('nested');
    const object = git('rev-parse', 'HEAD').trim();
    commit('nested');
    git('update-index', '--add', '--cacheinfo', `160000,${object},nested/data/module`);
    git('commit', '--quiet', '--message', 'module');
    const source = openPackSource(address(`${git('rev-parse', 'HEAD').trim()}:nested`), at());
    expect(await codeOf(source.fetch())).toBe('pack_path_refused');
  });

  test('hooks and filters that the repository or the user configures do not run', async () => {
    const trap = join(scratch, 'trap');
    const ran = join(scratch, 'ran');
    writeFileSync(trap, `#!/bin/sh\ntouch ${ran}\n`);
    chmodSync(trap, 0o755);
    const home = join(scratch, 'home');
    const hooks = join(home, 'hooks');
    mkdirSync(hooks, { recursive: true });
    for (const hook of [
      'post-checkout',
      'reference-transaction',
      'post-merge',
      'post-index-change',
    ]) {
      writeFileSync(join(hooks, hook), `#!/bin/sh\ntouch ${ran}\n`);
      chmodSync(join(hooks, hook), 0o755);
    }
    const settings = `[core]\n\thooksPath = ${hooks}\n\tfsmonitor = ${trap}\n[uploadpack]\n\tpackObjectsHook = ${trap}\n[filter "x"]\n\tsmudge = ${trap}\n`;
    writeFileSync(join(home, '.gitconfig'), settings);
    writePack('filtered');
    writeFileSync(join(repository, '.gitattributes'), '* filter=x\n');
    const filtered = commit('attributes');
    const env = { ...process.env, HOME: home, GIT_SSH_COMMAND: trap, GIT_EXTERNAL_DIFF: trap };
    await openPackSource(address(`${filtered}:filtered`), { ...at(), env, home }).fetch();
    expect(readdirSync(scratch)).not.toContain('ran');
  });

  test('with more files than one call reads comes whole', async () => {
    const many = Array.from({ length: 1100 }, (_, i) => ({
      path: `data/many/${String(i).padStart(4, '0')}.md`,
      bytes: new TextEncoder().encode(`${i}\n`.repeat(i % 7)),
      executable: false,
    }));
    const large = samplePack(many);
    for (const { path, bytes } of large.unpacked.values()) {
      const file = join(repository, 'many', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes);
    }
    const fetched = await openPackSource(address(`${commit('many')}:many`), at()).fetch();
    expect(Buffer.compare(fetched.archive, large.archive)).toBe(0);
  });

  test('a commit that is not there is an error, and leaves nothing behind', async () => {
    const source = openPackSource(address(`${'0'.repeat(39)}1`), at());
    expect(await codeOf(source.fetch())).toBe('pack_source_unreachable');
  });

  test('is not asked over http of another machine', async () => {
    const source = openPackSource(`git+http://host.test/a.git#${'a'.repeat(40)}`, at());
    expect(await codeOf(source.fetch())).toBe('pack_source_unsafe');
  });

  test('a repository without a pack says so', async () => {
    const source = openPackSource(address(git('rev-parse', 'HEAD').trim()), at());
    expect(await codeOf(source.fetch())).toBe('pack_not_found');
  });
});
