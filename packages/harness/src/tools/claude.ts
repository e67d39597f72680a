import type { Harness } from '../harness.ts';
import { cell, MARKDOWN_EXPANDS, place, skillsIn } from './places.ts';

export const claude: Harness = {
  id: 'claude',
  title: 'Claude Code',
  aliases: ['claude-code'],
  signs: ['.claude', 'CLAUDE.md'],
  rules: cell(place('CLAUDE.md', 'markdown'), place('.claude/rules/{name}.md', 'markdown')),
  agents: cell(
    place('.claude/agents/{name}.md', 'front_matter', { head: ['name', 'description'] }),
  ),
  commands: cell(
    place('.claude/commands/{name}.md', 'front_matter', {
      head: ['description'],
      personOnly: 'person_only',
      input: '$ARGUMENTS',
      expands: MARKDOWN_EXPANDS,
    }),
  ),
  skills: cell({
    ...skillsIn('.claude/skills'),
    personOnly: 'person_only',
    expands: MARKDOWN_EXPANDS,
  }),
  mcp: cell(place('.mcp.json', 'json')),
  legacy: [
    {
      // Commands were merged into skills; where both have one name the skill wins.
      kind: 'commands',
      path: '.claude/commands/{name}.md',
      format: 'front_matter',
      read: true,
      becomes: '.claude/skills/{name}/SKILL.md',
    },
  ],
  toolGrants: true,
};
