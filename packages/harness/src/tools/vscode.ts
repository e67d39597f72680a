import type { Harness } from '../harness.ts';
import { cell, place, SHARED_SKILLS, skillsIn } from './places.ts';

export const vscode: Harness = {
  id: 'vscode',
  title: 'VS Code with Copilot',
  aliases: ['copilot', 'vs-code', 'github-copilot'],
  signs: [
    '.vscode',
    '.github/copilot-instructions.md',
    '.github/instructions',
    '.github/agents',
    '.github/prompts',
    '.github/chatmodes',
  ],
  rules: cell(
    place('.github/copilot-instructions.md', 'markdown'),
    place('.github/instructions/{name}.instructions.md', 'front_matter'),
  ),
  agents: cell(
    place('.github/agents/{name}.agent.md', 'front_matter', { head: ['name', 'description'] }),
  ),
  commands: cell(
    place('.github/prompts/{name}.prompt.md', 'front_matter', { head: ['description'] }),
  ),
  skills: cell(SHARED_SKILLS, skillsIn('.github/skills')),
  mcp: cell(place('.vscode/mcp.json', 'json'), place('.github/mcp.json', 'json')),
  legacy: [
    {
      kind: 'agents',
      path: '.github/chatmodes/{name}.chatmode.md',
      format: 'front_matter',
      read: false,
      becomes: '.github/agents/{name}.agent.md',
      open: 'whether versions after 1.106, which renamed it, still read it',
    },
  ],
  toolGrants: true,
  maxAgentChars: 30_000,
};
