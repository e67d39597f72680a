import { expect, test } from 'bun:test';
import { agent, prepareProject, put, run } from '../testing/install-world.ts';
import { folderForEach } from '../testing/scratch-folder.ts';

folderForEach(prepareProject);

test('text, --quiet and --json count the same errors', async () => {
  for (const name of ['ada', 'bo'])
    put(`project/.krci-ai/agents/${name}.yaml`, agent(name === 'ada' ? 'Ada' : 'Bo', ['gone.md']));
  const { json } = await run('validate', '--json');
  expect(json?.['counts']).toMatchObject({ errors: 2 });
  expect(json?.['findings']).toHaveLength(2);
  expect((await run('validate', '--quiet')).stdout).toContain('2 issues');
  const { stdout } = await run('validate');
  expect(stdout).toContain('not valid: 2 errors');
});
