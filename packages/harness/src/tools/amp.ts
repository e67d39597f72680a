import type { Harness } from '../harness.ts';
import { AGENTS_FILE, cell, NONE, SHARED_SKILLS } from './places.ts';

export const amp: Harness = {
  id: 'amp',
  title: 'Amp',
  aliases: [],
  signs: ['.amp'],
  rules: cell(AGENTS_FILE),
  agents: NONE,
  commands: NONE,
  skills: cell(SHARED_SKILLS),
  mcp: { places: [], open: 'where a repository configures MCP servers' },
  legacy: [],
  toolGrants: false,
};
