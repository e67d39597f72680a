import type { Harness } from '../harness.ts';
import { AGENTS_FILE, cell, NONE, place, SHARED_SKILLS } from './places.ts';

export const codex: Harness = {
  id: 'codex',
  title: 'Codex',
  aliases: ['openai-codex'],
  signs: ['.codex'],
  rules: cell(AGENTS_FILE),
  agents: cell(
    place('.codex/agents/{name}.toml', 'toml', {
      head: ['name', 'description'],
      body: 'developer_instructions',
      consent: 'a person marks the repository as trusted',
    }),
  ),
  commands: NONE,
  skills: cell(SHARED_SKILLS),
  mcp: cell(place('.codex/config.toml', 'toml')),
  legacy: [
    {
      kind: 'commands',
      path: '~/.codex/prompts/{name}.md',
      format: 'front_matter',
      read: true,
      becomes: '.agents/skills/{name}/SKILL.md',
    },
  ],
  toolGrants: undefined,
};
