import type { Harness } from '../harness.ts';
import { AGENTS_FILE, cell, place, SHARED_SKILLS } from './places.ts';

export const antigravity: Harness = {
  id: 'antigravity',
  title: 'Antigravity',
  aliases: [],
  signs: ['.agents/rules', '.agents/workflows', '.agents/hooks.json'],
  rules: cell(AGENTS_FILE, place('.agents/rules/{name}.md', 'markdown')),
  agents: { places: [], open: 'whether and where it has agents of its own' },
  commands: cell(
    place('.agents/workflows/{name}.md', 'front_matter', {
      head: ['description'],
      maxChars: 12_000,
      open: 'the head and the length of a workflow',
    }),
  ),
  skills: cell(SHARED_SKILLS),
  mcp: { places: [], open: 'where a repository configures MCP servers' },
  legacy: [],
  toolGrants: undefined,
};
