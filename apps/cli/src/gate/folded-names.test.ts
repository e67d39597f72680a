import { describe, expect, test } from 'bun:test';
import { GatedProject, HARMLESS } from '../testing/gated-project.ts';
import { runInProcess, type Ran } from '../testing.ts';

const POLICY =
  'schema_version: 1.0.0\ndefault_verdict: block\nrules:\n' +
  '- {name: reads, effect: allow, endpoint: {path_denylist: [Secrets/**]}}\n';
const [target] = HARMLESS.targets;

describe('a denied path in another case', () => {
  /** What a gate on a machine of this kind says, with the policy trusted there. */
  const decide = async (platform: NodeJS.Platform, profile: string): Promise<Ran> => {
    using project = new GatedProject(POLICY);
    const { cwd, home } = project;
    project.put('project/call.json', {
      ...HARMLESS,
      targets: [{ ...target, value: 'SECRETS/a.txt' }],
      context: { ...HARMLESS.context, workspace: cwd },
    });
    const run = (...words: string[]): Promise<Ran> =>
      runInProcess([...words, '--json'], { cwd, home, platform, env: { USER: 'alice' } });
    await run('trust', '.gait.yaml');
    return await run(
      ...['gate', 'eval', '--policy', '.gait.yaml', '--intent', 'call.json'],
      ...['--profile', profile, '--key-mode', 'prod', '--private-key', '../sign.key'],
    );
  };

  test('is denied under strict where the machine takes names in any case', async () => {
    const { json } = await decide('darwin', 'strict');
    expect(json).toMatchObject({ verdict: 'block' });
    expect(json?.['reason_codes']).toContain('path_case_stricter');
  });

  test('is another path in standard, which compares text as the reference does', async () => {
    expect((await decide('darwin', 'standard')).json).toMatchObject({ verdict: 'allow' });
  });
});
