import type { Harness } from '../harness.ts';
import { AGENTS_FILE, cell, MARKDOWN_EXPANDS, place, SHARED_SKILLS, skillsIn } from './places.ts';

export const opencode: Harness = {
  id: 'opencode',
  title: 'OpenCode',
  aliases: ['opencode-ai'],
  signs: ['.opencode', 'opencode.json', 'opencode.jsonc'],
  rules: cell(AGENTS_FILE),
  agents: cell(
    place('.opencode/agents/{name}.md', 'front_matter', { head: ['description', 'mode_all'] }),
  ),
  commands: cell(
    place('.opencode/commands/{name}.md', 'front_matter', {
      head: ['description'],
      input: '$ARGUMENTS',
      expands: MARKDOWN_EXPANDS,
    }),
  ),
  skills: cell(SHARED_SKILLS, skillsIn('.opencode/skills')),
  mcp: cell(place('opencode.json', 'json')),
  legacy: [],
  toolGrants: true,
};
