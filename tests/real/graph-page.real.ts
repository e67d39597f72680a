/** The page of `krci-ai graph --html` in a browser: its script runs under its own policy and filters. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'bun:test';
import { drawingOf, memoryTree, readFramework, renderGraphPage } from '@gait/agents';

const CHROMIUM = Bun.which('chromium');
const folder = mkdtempSync(join(tmpdir(), 'gait-page-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { graph } = readFramework(
  memoryTree({
    '.krci-ai/agents/dev.yaml': 'agent:\n  tasks:\n    - ./.krci-ai/tasks/plan.md\n',
    '.krci-ai/agents/qa.yaml': 'agent: {}\n',
    '.krci-ai/tasks/plan.md': '---\ndependencies:\n  data: [rules.md]\n---\n',
    '.krci-ai/data/rules.md': '',
    '.krci-ai/data/<img src=x onerror=document.title=1>.md': '',
  }),
);
const file = join(folder, 'graph.html');
writeFileSync(file, renderGraphPage({ project: 'shop', drawing: drawingOf(graph, undefined) }));

/** What the page has become after its script ran. */
function open(hash: string): string {
  const options = ['--headless', '--no-sandbox', '--disable-gpu', '--dump-dom'];
  const { stdout } = spawnSync(CHROMIUM ?? '', [...options, `file://${file}${hash}`], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return stdout;
}

test.skipIf(CHROMIUM === null)(
  'the page draws its lines and shows everything',
  () => {
    const page = open('');
    expect(page).toContain('<output id="shown">5 of 5</output>');
    expect(page.match(/<path d="M/g)?.length).toBe(2);
    expect(page).toContain('<title>What needs what in shop</title>');
  },
  90_000,
);

test.skipIf(CHROMIUM === null)(
  'an agent, a level and a name narrow it, and one can be chosen',
  () => {
    expect(open('#agent=dev')).toContain('>3 of 5</output>');
    expect(open('#agent=dev&level=2')).toContain('>2 of 5</output>');
    expect(open('#name=rules')).toContain('>1 of 5</output>');
    const chosen = open('#at=.krci-ai/tasks/plan.md');
    expect(chosen).toContain('<h3>Needs (1)</h3><ul><li>.krci-ai/data/rules.md</li></ul>');
    expect(chosen).toContain('<h3>Used by (1)</h3><ul><li>.krci-ai/agents/dev.yaml</li></ul>');
  },
  180_000,
);
