import { createHash } from 'node:crypto';
import { describe, expect, test } from 'bun:test';
import { readFramework } from '../../graph/read-framework.ts';
import { memoryTree } from '../../tree/memory-tree.ts';
import { drawingOf } from '../draw-graph.ts';
import { renderGraphPage } from './graph-page.ts';

const HOSTILE = '"><img src=x onerror=alert(1)>';

function page(files: Readonly<Record<string, string>> = {}, project = 'shop'): string {
  const { graph } = readFramework(
    memoryTree({
      '.krci-ai/agents/dev.yaml': 'agent:\n  tasks:\n    - ./.krci-ai/tasks/dev/plan.md\n',
      '.krci-ai/tasks/dev/plan.md':
        '---\ndependencies:\n  templates: [dev/plan.md, gone.md]\n  data: [rules.md]\n  mcp_servers: [tracker]\n---\n',
      '.krci-ai/templates/dev/plan.md': '',
      '.krci-ai/data/rules.md': '',
      '.krci-ai/skills/fix/SKILL.md': '---\nname: fix\ndescription: Fixes\n---\n',
      ...files,
    }),
  );
  return renderGraphPage({ project, drawing: drawingOf(graph, undefined) });
}

function source(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

describe('the page of a graph', () => {
  test('shows every node once, by its level, with its path; what is missing too', () => {
    const html = page();
    const nodes = [
      ...html.matchAll(/data-level="(\d)" data-kind="(\w+)" data-name="([^"]*)"/g),
    ].map(([, level, kind, name]) => `${level} ${kind} ${name}`);
    expect(nodes).toEqual([
      '1 agent dev',
      '2 task dev/plan.md',
      '2 skill fix',
      '3 template dev/plan.md',
      '3 template gone.md',
      '4 data rules.md',
      '4 mcp tracker',
    ]);
    expect(html).toMatch(/k-template missing"[^>]*data-name="gone\.md"/);
    const edges = /id="edges">(.*?)<\/script>/.exec(html)?.[1] ?? '';
    expect((JSON.parse(edges) as number[][]).length).toBe(5);
  });

  test('needs nothing else, and allows its own script and style alone', () => {
    const html = page();
    const script = /<script>([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
    const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '';
    expect(html).toContain(
      `default-src 'none'; style-src '${source(style)}'; script-src '${source(script)}'; base-uri 'none'`,
    );
    expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(
      /https?:|\bsrc=|@import|url\(/,
    );
    expect(script).not.toMatch(/innerHTML|insertAdjacentHTML|document\.write|eval\(/);
  });

  test('is the same for the same graph', () => {
    expect(page()).toBe(page());
  });

  test('does nothing that a name says', () => {
    const html = page(
      { [`.krci-ai/data/${HOSTILE}.md`]: '', '.krci-ai/data/</script><b>.md': '' },
      HOSTILE,
    );
    expect(html).not.toContain('<img');
    expect(html).not.toContain('</script><b>');
    expect(html).toContain('&quot;&gt;&lt;img src=x onerror=alert(1)&gt;');
  });
});
